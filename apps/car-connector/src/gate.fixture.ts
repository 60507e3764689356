/** Stands between the connector and CAR, shows each request, and keeps back the one that is to be the last. */
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  /** After CAR's address, with the query. */
  readonly path: string;
  readonly body: string;
}
export interface Gate {
  /** The address of CAR, as the connector is to be told. */
  readonly url: string;
  /** What is to become of the next requests: `before` keeps one from CAR, `after` lets CAR carry it out. Neither is ever answered. */
  watch: (asked: Asked) => "before" | "after" | undefined;
  /** Told when a request is kept back, and CAR has carried it out if it was to. */
  kept: () => void;
  stop(): Promise<void>;
}

/** Starts a gate in front of CAR's address. */
export async function startGate(car: string): Promise<Gate> {
  const base = new URL(car).pathname;
  const server = createServer(async (request, response) => {
    const { method = "GET", url = "" } = request;
    const body = await text(request);
    const hold = gate.watch({ method, path: url.slice(base.length), body });
    if (hold === "before") return gate.kept();
    const answer = await fetch(new URL(url, car), {
      method,
      headers: { "content-type": "application/json", authorization: request.headers.authorization ?? "" },
      ...(body === "" ? {} : { body }),
    });
    const said = await answer.text();
    if (hold === "after") return gate.kept();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(said);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate has no port on 127.0.0.1");
  const gate: Gate = {
    url: `http://127.0.0.1:${address.port}${base}`,
    watch: () => undefined,
    kept: () => undefined,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return gate;
}
