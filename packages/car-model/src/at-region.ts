import type { Edge } from "@plumbline/car-client/edges";
import type { Contribution, Vertex } from "./contribution.ts";
import type { Place } from "./projection.ts";

/** The region as CAR's geolocation, and the assets, by external id, that are in it. */
export function atRegion({ region }: Pick<Place, "region">, ...assets: readonly string[]): Pick<Contribution, "vertices" | "edges"> {
  const vertex: Vertex = { collection: "geolocation", row: { external_id: region, region } };
  return { vertices: [vertex], edges: assets.map((from): Edge => ({ collection: "asset_geolocation", from, to: region })) };
}
