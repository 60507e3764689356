import type { Car } from "@plumbline/car-client/car";
import { EdgeCollection } from "@plumbline/car-client/edges";
import { VertexCollection } from "@plumbline/car-client/vertices";
import type { State } from "./state/open-state.ts";
import { edgesToDisable, edgesToSend, verticesToDelete, verticesToSend } from "./state/outgoing.ts";

/** Sends the rows that `plan` noted: vertices, and once these are in CAR the edges between them. */
export async function sendRows(car: Car, state: State): Promise<void> {
  await car.sendReport();
  for (const collection of VertexCollection.options) await car.importVertices(collection, verticesToSend(state, collection));
  await car.settle();
  for (const collection of EdgeCollection.options) await car.importEdges(collection, edgesToSend(state, collection));
  await car.settle();
}

/** Takes away what `plan` noted: edges are disabled, and then vertices that nothing puts in any more are deleted. */
export async function takeAway(car: Car, state: State): Promise<void> {
  for (const collection of EdgeCollection.options) await car.disableEdges(edgesToDisable(state, collection));
  for (const collection of VertexCollection.options) await car.deleteVertices(collection, verticesToDelete(state, collection));
}
