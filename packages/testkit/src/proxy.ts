/** A server in front of the emulator that lets a test answer single calls itself. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Call, isRead, toCall } from "./aws-call.ts";
import { emulatorAccount } from "./emulator.ts";
import type { Answer, Faults } from "./faults.ts";
import type { Observer } from "./observer.ts";

export interface EmulatorProxy {
  /** The endpoint for clients: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Every call so far, answered here or by the emulator, in the order of arrival. */
  readonly calls: readonly Call[];
  stop(): Promise<void>;
}
interface Options {
  readonly emulatorUrl: string;
  readonly faults: Faults;
  readonly observer?: Observer | undefined;
  /** Says for each answered call what the client and the observer get in place of the emulator's body; undefined leaves that as it is. */
  readonly rewrite?: Rewrite | undefined;
}
export type Rewrite = (call: Call) => ((response: string) => string) | undefined;

/**
 * Starts a proxy on 127.0.0.1. Each call is shown to `faults` first and goes to the emulator when that has no answer. The account of
 * a call is known for keys that came from AssumeRole through this proxy; other keys are of the emulator's own account.
 */
export const startProxy = async ({ emulatorUrl, faults, observer, rewrite }: Options): Promise<EmulatorProxy> => {
  const calls: Call[] = [];
  const accounts = new Map<string, string>();
  const server = createServer(async (request, response) => {
    try {
      const received = await receive(request, (key) => accounts.get(key) ?? emulatorAccount);
      if (received.call) calls.push(received.call);
      const answer = received.call && faults(received.call);
      const tell = received.call && observer?.watches(received.call) ? telling(observer, received.call) : undefined;
      if (answer !== undefined) {
        if (typeof answer !== "string") tell?.(answer.status, answer.body);
        reply(answer, request, response);
      } else {
        const rewritten = received.call && rewrite?.(received.call);
        const learn = (key: string, account: string) => accounts.set(key, account);
        await forward(emulatorUrl, request, response, { ...received, tell, rewritten, learn });
      }
    } catch (cause) {
      refuse(response, emulatorUrl, cause);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy of the emulator has no port on 127.0.0.1");
  const stop = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${address.port}`, calls, stop };
};

type Tell = (status: number, response: string) => void;
const telling =
  (observer: Observer, call: Call): Tell =>
  (status, response) =>
    observer.answered({ call, status, response });

interface Received {
  readonly call: Call | undefined;
  /** What is left to pass on: the body that was read, or the request itself. */
  readonly body: Readable | Buffer;
}

const receive = async (request: IncomingMessage, accountOf: (accessKeyId: string) => string): Promise<Received> => {
  const { method = "GET", url: path = "/", headers } = request;
  const body = isRead(headers) ? await buffer(request) : request;
  const told = Buffer.isBuffer(body) ? body.toString() : "";
  return { call: toCall({ method, path, headers, body: told }, accountOf), body };
};

const reply = (answer: Answer, request: IncomingMessage, response: ServerResponse): void => {
  if (answer === "silence") return;
  if (answer === "hang-up") {
    response.destroy();
    return;
  }
  // A body that nobody reads would hold up the connection.
  request.resume();
  response.writeHead(answer.status, answer.headers).end(answer.body);
};

interface Passing extends Received {
  readonly tell: Tell | undefined;
  readonly rewritten: ((response: string) => string) | undefined;
  readonly learn: (accessKeyId: string, account: string) => void;
}

const forward = async (emulatorUrl: string, request: IncomingMessage, response: ServerResponse, passing: Passing): Promise<void> => {
  const { call, body, learn, tell, rewritten } = passing;
  const upstream = send(new URL(request.url ?? "/", emulatorUrl), { method: request.method, headers: endToEnd(request.headers) });
  response.once("close", () => upstream.destroy());
  const answered = once(upstream, "response");
  // Before the answer `answered` rejects with it, after it the answer breaks off; Node wants a listener all the same.
  upstream.on("error", (cause) => (response.headersSent ? response.destroy(cause) : undefined));
  if (Buffer.isBuffer(body)) upstream.end(body);
  else pipeline(body, upstream).catch((cause: Error) => upstream.destroy(cause));
  const [answer]: IncomingMessage[] = await answered;
  if (answer === undefined) throw new Error("the emulator closed the connection without an answer");
  const status = answer.statusCode ?? 502;
  if (rewritten && status === 200) {
    const body = rewritten(await text(answer));
    tell?.(status, body);
    const { "content-length": _ofTheOld, ...headers } = endToEnd(answer.headers);
    return void response.writeHead(status, headers).end(body);
  }
  response.writeHead(status, endToEnd(answer.headers));
  const isGrant = call?.service === "sts" && call.operation === "AssumeRole";
  if (!isGrant && tell === undefined) return pipeline(answer, response);
  const granted = await text(answer);
  tell?.(status, granted);
  if (!isGrant) return void response.end(granted);
  const key = /<AccessKeyId>([^<]+)</.exec(granted)?.[1];
  const account = /<Arn>arn:[^:]+:sts::(\d{12}):/.exec(granted)?.[1];
  if (key !== undefined && account !== undefined) learn(key, account);
  response.end(granted);
};

const refuse = (response: ServerResponse, emulatorUrl: string, cause: unknown): void => {
  // Half an answer must not look like a whole one.
  if (response.headersSent || response.destroyed) response.destroy();
  else response.writeHead(502, { "content-type": "text/plain" }).end(`the emulator at ${emulatorUrl} did not answer: ${String(cause)}`);
};

// https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1; Node has already answered `expect`.
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
];

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name) && !named.includes(name)));
};
