import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A server on 127.0.0.1 that keeps what is posted; `answer` undefined never answers. The path stands for a secret. */
export async function startHook(answer: (count: number) => Answer | undefined = () => ({ status: 200, body: "ok" })) {
  const posts: { path: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ path: request.url ?? "", headers: request.headers, body: JSON.parse((await text(request)) || "null") });
    const given = answer(posts.length);
    if (given) response.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    posts,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Hook = Awaited<ReturnType<typeof startHook>>;
