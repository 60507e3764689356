/** A stand-in of Kenna on 127.0.0.1: connectors, their files and runs, a model of what was imported, and faults on demand. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { answerControl, isControl } from "./control.ts";
import { plainModel } from "./model.ts";
import { type Answer, answer, refusal, toAnswer } from "./routes.ts";
import type { SeenRequest } from "./seen-request.ts";
import { type Fault, KennaSettings, type KennaStandInOptions } from "./settings.ts";
import { connectorOf, newState, type State } from "./state.ts";

/** One connector is meant where none is named and there is only one. */
export interface KennaStandIn {
  /** `http://127.0.0.1:<port>`. */
  readonly host: string;
  readonly key: string;
  /** Every request, in the order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** What was imported, to be compared. */
  model(connector?: string): Readonly<Record<string, unknown>>;
  /** The runs that were started, oldest first, as Kenna shows them. */
  runs(connector?: string): readonly ReturnType<typeof toAnswer>[];
  /** The files that came, by Kenna's id, those too that no run took. */
  dataFiles(connector?: string): ReadonlyMap<string, Uint8Array>;
  fault(fault: Fault): void;
  stop(): Promise<void>;
}

/** Starts a stand-in on a free port and by the clock of this machine, or as is told. Throws a ZodError when the options are none. */
export const startKenna = async (options: KennaStandInOptions = {}, port = 0, now = () => new Date()): Promise<KennaStandIn> => {
  const state = newState(KennaSettings.parse(options), now);
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    handle(state, requests, request, response).catch((cause: unknown) => {
      if (!response.headersSent) reply(response, refusal(500, String(cause)));
      else response.destroy();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in of Kenna has no port on 127.0.0.1");
  return {
    host: `http://127.0.0.1:${address.port}`,
    key: state.settings.key,
    requests,
    model: (connector) => plainModel(connectorOf(state, connector).model),
    runs: (connector) => connectorOf(state, connector).runs.map(toAnswer),
    dataFiles: (connector) => connectorOf(state, connector).dataFiles,
    fault: state.faults.add,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const handle = async (state: State, requests: SeenRequest[], request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { method = "GET", url: path = "/", headers } = request;
  // A client that goes away while it sends has asked for nothing.
  const body = await buffer(request).catch(() => undefined);
  if (body === undefined) return void requests.push({ method, path, status: undefined, bodyBytes: 0 });
  if (isControl(path)) return reply(response, answerControl(state, requests, { method, url: path, body: body.toString() }));
  const see = (status: number | undefined) => void requests.push({ method, path, status, bodyBytes: body.length });
  const deed = state.faults.next(method, path);
  const replaces = deed?.kind === "status" || deed?.kind === "drop" || deed?.kind === "silence" ? deed : undefined;
  const isKnown = headers["x-risk-token"] === state.settings.key;
  const contentType = headers["content-type"] ?? "";
  const answered = !isKnown
    ? refusal(401, "Invalid API key")
    : (replaces?.isCarriedOut ?? true)
      ? await answer(state, { method, path, contentType, body: new Uint8Array(body), deed })
      : refusal(500, "not carried out");
  see(replaces === undefined ? answered.status : replaces.kind === "status" ? replaces.status : undefined);
  if (replaces === undefined) reply(response, answered);
  if (replaces?.kind === "drop") response.destroy();
  if (replaces?.kind !== "status") return;
  const retry = replaces.retryAfter === undefined ? {} : { "retry-after": replaces.retryAfter };
  response.writeHead(replaces.status, { "content-type": "application/json", ...retry }).end(replaces.body ?? '{"message":"fault"}');
};

const reply = (response: ServerResponse, { status, body }: Answer): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
