/** How a test looks into a stand-in that runs in a process of its own. */
import { plainModel } from "./model.ts";
import { type Answer, refusal, toAnswer } from "./routes.ts";
import type { SeenRequest } from "./seen-request.ts";
import { Fault } from "./settings.ts";
import { connectorOf, type State } from "./state.ts";

const prefix = "/stand-in/";
export const isControl = (url: string): boolean => url.startsWith(prefix);

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export const answerControl = (state: State, requests: readonly SeenRequest[], { method, url, body }: Request): Answer => {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  const connector = searchParams.get("connector") ?? undefined;
  const ok = (found: unknown): Answer => ({ status: 200, body: found });
  switch (`${method} ${pathname.slice(prefix.length)}`) {
    case "GET model":
      return ok(plainModel(connectorOf(state, connector).model));
    case "GET runs":
      return ok(connectorOf(state, connector).runs.map(toAnswer));
    case "GET data-files":
      return ok([...connectorOf(state, connector).dataFiles.keys()]);
    case "GET requests":
      return ok(requests);
    case "POST fault":
      state.faults.add(Fault.parse(JSON.parse(body)));
      return ok({});
    default:
      return refusal(404, `${method} ${pathname}`);
  }
};
