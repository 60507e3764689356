/** A stand-in of IBM's CAR service on 127.0.0.1: the calls that connectors make, a model of what they sent, and faults on demand. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { authorizationOf, type CarAuth } from "@plumbline/car-client/credentials";
import { type Answer, notFound, refusal } from "./answer.ts";
import type { Asked } from "./asked.ts";
import type { CanonicalModel } from "./canonical.ts";
import { answerControl, isControl } from "./control.ts";
import { findRoute } from "./routes.ts";
import type { SeenRequest } from "./seen-request.ts";
import { type CarServiceOptions, CarServiceSettings, type Deed, type Fault } from "./settings.ts";
import { countsOf, isSessionOpen, modelOf, newState, type State, savePointOf } from "./state.ts";

export interface CarService {
  /** Ends in /api/car/v2. */
  readonly url: string;
  readonly auth: CarAuth;
  /** Every request that was answered, or was left without an answer by a fault, in the order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** What a source holds, to be compared; without a name the only source. */
  model(source?: string): CanonicalModel;
  counts(source?: string): Readonly<Record<string, number>>;
  savePoint(source?: string): unknown;
  isSessionOpen(source?: string): boolean;
  fault(fault: Fault): void;
  /** Carries out the jobs that are open, but for hanging ones. */
  drain(): void;
  stop(): Promise<void>;
}

/** Starts a stand-in on a free port, or on the one that is told. Throws a ZodError when the options are none. */
export const startCarService = async (options: CarServiceOptions = {}, port = 0): Promise<CarService> => {
  const state = newState(CarServiceSettings.parse(options));
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    handle(state, requests, request, response).catch((cause: unknown) => {
      if (!response.headersSent) reply(response, refusal(500, "internal_error", String(cause)));
      else response.destroy();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in of CAR has no port on 127.0.0.1");
  return {
    url: `http://127.0.0.1:${address.port}${base}v2`,
    auth: state.settings.auth,
    requests,
    model: (source) => modelOf(state, source),
    counts: (source) => countsOf(state, source),
    savePoint: (source) => savePointOf(state, source),
    isSessionOpen: (source) => isSessionOpen(state, source),
    fault: state.faults.add,
    drain: state.jobs.drain,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

const base = "/api/car/";

const handle = async (state: State, requests: SeenRequest[], request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { method = "GET", url = "/", headers } = request;
  const body = await text(request);
  if (isControl(url)) return reply(response, answerControl(state, requests, { method, url, body }));
  const path = url.startsWith(base) ? url.slice(base.length) : url;
  const see = (status: number | undefined) => void requests.push({ method, path, status, bodyBytes: Buffer.byteLength(body) });
  const isKnown = headers.authorization === authorizationOf(state.settings.auth);
  const deed = state.faults.next(method, path);
  if (deed?.kind === "silence") return see(undefined);
  if (deed?.kind === "status") {
    see(deed.status);
    const headers = deed.retryAfter === undefined ? {} : { "retry-after": deed.retryAfter };
    response.writeHead(deed.status, { "content-type": "application/json", ...headers }).end(deed.body ?? '{"errors":[{"code":"fault"}]}');
    return;
  }
  const { bodyBytesAtMost = Number.POSITIVE_INFINITY } = state.settings;
  if (Buffer.byteLength(body) > bodyBytesAtMost) {
    see(413);
    return reply(response, refusal(413, "request_too_large", "the request is too large"));
  }
  const carriesOut = deed?.kind !== "drop" || deed.isCarriedOut;
  const answer = !carriesOut
    ? undefined
    : isKnown
      ? answerOf(state, { method, path, body, deed })
      : refusal(401, "unauthorized", "wrong key");
  see(deed?.kind === "drop" ? undefined : answer?.status);
  if (deed?.kind === "drop" || !answer) response.destroy();
  else reply(response, answer);
};

interface Request extends Pick<Asked, "deed"> {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const answerOf = (state: State, { method, path, body, deed }: Request & { readonly deed: Deed | undefined }): Answer => {
  const [route = "", rawQuery = ""] = path.split("?");
  const found = findRoute(method, route);
  if (!found) return notFound(`${method} ${route}`);
  if (state.database !== "ready" && !/^v\d\/(databases|jobstatus|health)/.test(route))
    return refusal(400, "database_not_found", "the database is not ready");
  return found.route({ state, parts: found.parts, query: new URLSearchParams(rawQuery), rawQuery, body: toJson(body), deed });
};

/** What is no JSON is refused by whatever reads it. */
const toJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const reply = (response: ServerResponse, { status, body }: Answer): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(body === undefined ? undefined : JSON.stringify(body));
};
