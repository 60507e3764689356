/** What stand-ins of services that speak JSON have alike: a server on 127.0.0.1, a note of each request, and faults on demand. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { makeFaults } from "./request-faults.ts";

export interface JsonAnswer {
  readonly status: number;
  /** None where it is undefined. */
  readonly body?: unknown;
}
export interface JsonRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}
/** What happens to a request instead of an answer: an answer with a status, a cut connection, or silence. */
export interface JsonFault {
  readonly method?: string;
  /** A regular expression on path and query. */
  readonly path: string;
  readonly nth?: number;
  readonly times?: number;
  readonly deed: { readonly status: number; readonly retryAfter?: string; readonly body?: unknown } | "drop" | "silence";
}
export interface JsonServer {
  /** `http://127.0.0.1:<port>`. */
  readonly host: string;
  /** Method, path and query of every request, in the order of arrival. */
  readonly requests: readonly string[];
  fault(fault: JsonFault): void;
  stop(): Promise<void>;
}

/** Starts a server on a free port that answers JSON; a body that is a text goes out as a page. */
export async function startJsonServer(name: string, answer: (request: JsonRequest) => JsonAnswer): Promise<JsonServer> {
  const requests: string[] = [];
  const faults = makeFaults<JsonFault, JsonFault["deed"]>([], ({ nth = 1, times = 1, ...fault }) => ({ nth, times, ...fault }));
  const server = createServer((request, response) => {
    const { method = "GET", url: path = "/", headers } = request;
    requests.push(`${method} ${path}`);
    request.resume();
    const deed = faults.next(method, path);
    if (deed === "silence") return;
    if (deed === "drop") return void response.destroy();
    const { status, body } = deed ?? answer({ method, path, headers });
    const retry = deed?.retryAfter === undefined ? {} : { "retry-after": deed.retryAfter };
    const type = typeof body === "string" ? "text/html" : "application/json";
    response.writeHead(status, { "content-type": type, ...retry }).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`the stand-in of ${name} has no port on 127.0.0.1`);
  return {
    ...{ host: `http://127.0.0.1:${address.port}`, requests, fault: faults.add },
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
