/** How a test looks into a stand-in that runs in a process of its own. */
import { type Answer, notFound, ok } from "./answer.ts";
import type { SeenRequest } from "./seen-request.ts";
import { Fault } from "./settings.ts";
import { countsOf, isSessionOpen, modelOf, type State, savePointOf } from "./state.ts";

const prefix = "/stand-in/";
export const isControl = (url: string): boolean => url.startsWith(prefix);

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export const answerControl = (state: State, requests: readonly SeenRequest[], { method, url, body }: Request): Answer => {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const source = searchParams.get("source") ?? undefined;
  switch (`${method} ${pathname.slice(prefix.length)}`) {
    case "GET model":
      return ok(modelOf(state, source));
    case "GET counts":
      return ok(countsOf(state, source));
    case "GET savePoint":
      return ok({ savePoint: savePointOf(state, source) ?? null, isSessionOpen: isSessionOpen(state, source) });
    case "GET requests":
      return ok(requests);
    case "POST fault":
      state.faults.add(Fault.parse(JSON.parse(body)));
      return ok();
    case "POST drain":
      state.jobs.drain();
      return ok();
    default:
      return notFound(`${method} ${pathname}`);
  }
};
