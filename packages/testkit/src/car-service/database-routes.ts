import { VertexCollection } from "@plumbline/car-client/vertices";
import { ok, refusal } from "./answer.ts";
import type { Asked } from "./asked.ts";

/** With it a run begins, so what an earlier one left behind has been carried out by now. */
export const readDatabases = ({ state }: Asked) => {
  state.jobs.drain();
  const { database } = state;
  if (database === "none") return refusal(400, "database_not_found", "there is no database for this account");
  const missing = database === "no-indexes" ? VertexCollection.options : [];
  return ok({
    databases: [
      {
        ...{ name: "car_standin", graph_name: database === "no-graph" ? "" : "assets", is_ready: database === "ready" },
        ...{ missing_collections: [], collections_without_indexes: missing, collections: VertexCollection.options },
      },
    ],
  });
};

export const makeDatabase = (asked: Asked) =>
  asked.state.database === "none" ? becomeReady(asked) : refusal(409, "database_exists", "the database is there already");

export const repairDatabase = (asked: Asked) =>
  asked.state.database === "none" ? refusal(400, "database_not_found", "there is no database for this account") : becomeReady(asked);

const becomeReady = ({ state, deed }: Asked) => {
  const carryOut = () => {
    state.database = "ready";
  };
  return ok({ job_id: state.jobs.start(carryOut, deed) });
};
