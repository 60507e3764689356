import { z } from "zod";
import { malformed, notFound, ok, refusal } from "./answer.ts";
import type { Asked } from "./asked.ts";
import { retire } from "./model.ts";
import { sourceOf } from "./state.ts";

/** A session that is open is begun anew. */
export const openSession = ({ state, parts: [key = ""], deed }: Asked) => {
  const carryOut = () => {
    sourceOf(state, key).openSince = ++state.clock;
  };
  return ok({ job_id: state.jobs.start(carryOut, deed) });
};

/** What was not imported since the session was opened is retired. That the service does so is inferred, and written nowhere. */
export const closeSession = ({ state, parts: [key = ""], deed }: Asked) => {
  const model = state.sources.get(key);
  const since = model?.openSince;
  if (!model || since === undefined) return refusal(404, "not_found", `no full import of ${key} is in progress`);
  const carryOut = () => {
    retire(model, since);
    model.openSince = undefined;
  };
  return ok({ job_id: state.jobs.start(carryOut, deed) });
};

export const readSource = ({ state, parts: [key = ""] }: Asked) => {
  const model = state.sources.get(key);
  return model ? ok({ _key: key, ...model.description, model_state_id: model.savePoint ?? null }) : notFound(`source ${key}`);
};

const Change = z.object({ model_state_id: z.unknown() });

export const writeSource = ({ state, parts, query, body }: Asked) => {
  const key = parts[0] ?? query.get("key") ?? "";
  const model = state.sources.get(key);
  if (!model) return notFound(`source ${key}`);
  const { data, error } = Change.safeParse(body);
  if (error) return malformed(error.issues);
  model.savePoint = data.model_state_id;
  return ok();
};
