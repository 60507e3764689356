import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { usageError } from "@plumbline/cli/command-error";
import type { Hono } from "hono";
import type { Gathered } from "./frame/setup.ts";

interface Listening {
  readonly port: number;
  /** Takes no more requests, and waits for those under way a while. */
  stop(): Promise<void>;
}

const patience = 5000;

/**
 * Listens, then makes the app, which may want to know the port. Slow clients are cut off: headers must come within 10 seconds, a request
 * within 40; its body has limits of its own, see read-bodies. https://nodejs.org/api/http.html#serverrequesttimeout
 */
export async function listen(
  { host, port }: { host: string; port: number },
  makeApp: (port: number) => Hono<Gathered>,
): Promise<Listening> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 40_000, keepAliveTimeout: 65_000 });
  await bound(server, host, port);
  const address = server.address();
  const got = isAddress(address) ? address.port : port;
  const app = makeApp(got);
  server.on(
    "request",
    getRequestListener((request, bindings) => app.fetch(request, bindings), { overrideGlobalObjects: false }),
  );
  return {
    port: got,
    stop: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), patience);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo => address !== null && typeof address !== "string";

const bound = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(usageError(`can't listen on ${host}:${port}: ${cause.message}`, "give another --listen HOST:PORT", cause)),
    );
    // A rush of browsers waits in the system's queue rather than being turned away.
    server.listen({ port, host, backlog: 4096 }, resolve);
  });
