/** The database of a tenant. CAR makes it when a connector asks for it. */
import { CarError } from "./car-error.ts";
import { Databases, read } from "./replies.ts";
import type { Call, Send } from "./request.ts";
import { type JobSettings, runJob } from "./service-job.ts";

// Database, graph and indexes are one step each.
const mostSteps = 4;

/**
 * Makes what is missing until CAR says that the database is ready; tells whether it, or its graph, is new. Rejects with a recoverable
 * CarError when it does not become ready.
 */
export async function prepareDatabase(send: Send, settings: JobSettings): Promise<{ readonly isNew: boolean }> {
  let isNew = false;
  for (let step = 0; step < mostSteps; step++) {
    const answer = await send({ method: "GET", path: "/databases", purpose: "learn whether there is a database", accepts: [400] });
    // 400 is how CAR says that the tenant has no database.
    const [database] = answer.status === 400 ? [] : read(Databases, answer, "GET /databases").databases;
    if (database?.is_ready) return { isNew };
    const indexes = database?.collections_without_indexes ?? [];
    if (database === undefined) {
      await runJob(send, { ...call, method: "POST", purpose: "make the database" }, settings);
      isNew = true;
    } else if (database.graph_name === "") {
      await runJob(send, { ...call, body: JSON.stringify({ graph_name: "assets" }), purpose: "make the graph" }, settings);
      isNew = true;
    } else if (indexes.length > 0) {
      await runJob(send, { ...call, body: JSON.stringify({ collections_without_indexes: indexes }), purpose: "make indexes" }, settings);
    } else break;
  }
  throw new CarError({
    ...{ kind: "recoverable", tried: "GET /databases to make the database ready" },
    outcome: "CAR does not say that it is ready, nor what is missing",
    hint: "Wait until the CAR service has started, then run again.",
  });
}

const call = { method: "PATCH", path: "/databases", repeats: "refused" } as const satisfies Partial<Call>;
