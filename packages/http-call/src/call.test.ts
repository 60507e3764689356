import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { type Call, type CallFailure, type Connection, connect, type Streamed } from "./call.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;
let stop: () => Promise<void>;
afterEach(() => stop());

/** A server of the handler, and a connection to it whose clock goes only when it sleeps. */
const open = async (handler: Handler, options: Partial<Connection> = {}) => {
  let nth = 0;
  const server = createServer((request, response) => void handler(request, response, ++nth)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  stop = async () => {
    server.close();
    server.closeAllConnections();
  };
  const seen = { slept: [] as number[], log: [] as string[], calls: () => nth };
  class Failed extends Error {
    readonly failure: CallFailure;
    constructor(failure: CallFailure) {
      super(`${failure.tried}: ${failure.outcome}.`);
      this.failure = failure;
    }
  }
  const send = connect({
    ...{
      service: "Service",
      secrets: ["s3cret-key"],
      toError: (failure) => new Failed(failure),
      fetch,
      timeoutMilliseconds: 300,
      attempts: 3,
    },
    now: () => new Date(Date.UTC(2026, 2, 1)),
    sleep: async (milliseconds) => void seen.slept.push(milliseconds),
    log: (line) => void seen.log.push(line),
    ...options,
  });
  const call = (more: Partial<Call> = {}) =>
    send({ method: "GET", address: `http://127.0.0.1:${port}/some/path`, headers: {}, purpose: "look", ...more });
  return { call, seen, address: `http://127.0.0.1:${port}/` };
};
const answer =
  (status: number, body = "", headers = {}): Handler =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
const inTurn =
  (...handlers: Handler[]): Handler =>
  (request, response, nth) =>
    handlers[Math.min(nth, handlers.length) - 1]?.(request, response, nth);
const streamed =
  (chunks: () => AsyncIterable<Uint8Array>, bytes: number, closed: string[] = []) =>
  async (): Promise<Streamed> => ({
    bytes,
    chunks: chunks(),
    close: async () => void closed.push("closed"),
  });
const letters = async function* () {
  yield Buffer.from("abc");
  yield Buffer.from("def");
};

describe("an answer", () => {
  const answers: Record<string, [handler: Handler, more: Partial<Call>, told: unknown]> = {
    "with JSON": [answer(200, '{"a":1}'), {}, { status: 200, body: { a: 1 } }],
    "with nothing": [answer(204), {}, { status: 204, body: undefined }],
    "with a line end alone": [answer(200, "\r\n"), {}, { status: 200, body: undefined }],
    "with another text": [answer(200, "<html>"), {}, { status: 200, body: undefined, isOtherText: true }],
    "with a status that is expected": [answer(404, "null"), { accepts: [404] }, { status: 404, body: null }],
  };
  it.each(Object.entries(answers))("%s", async (_, [handler, more, told]) => {
    const { call } = await open(handler);
    expect(await call(more)).toEqual(told);
  });
});

describe("a call is repeated", () => {
  const good = answer(200, "1");
  const repeated: Record<string, [first: Handler, more: Partial<Call>, slept: number[]]> = {
    "after 503": [answer(503), {}, [1000]],
    "after 408, as long as Retry-After asks for": [answer(408, "", { "retry-after": "7" }), {}, [7000]],
    "after a cut connection": [(request) => request.destroy(), {}, [1000]],
    "after no answer in time": [() => undefined, {}, [1000]],
    "after a status that says that nobody looked": [answer(429), { repeats: [429] }, [1000]],
  };
  it.each(Object.entries(repeated))("%s", async (_, [first, more, slept]) => {
    const { call, seen } = await open(inTurn(first, good));
    expect(await call(more)).toEqual({ status: 200, body: 1 });
    expect(seen.slept).toEqual(slept);
    expect(seen.log).toEqual([expect.stringMatching(/^GET \/some\/path of 127.0.0.1:\d+ to look: .*; tried again in \d+ s$/)]);
  });
});

describe("a call is not repeated", () => {
  const once: Record<string, [handler: Handler, more: Partial<Call>, outcome: string]> = {
    "after 404": [answer(404, "no\n such"), {}, "Service answered 404 no such"],
    "after 501": [answer(501), {}, "Service answered 501"],
    "after a redirect": [answer(302, "", { location: "http://127.0.0.1:9/" }), {}, "Service answered 302"],
    "after another status than it may be": [answer(503), { repeats: [429] }, "Service answered 503"],
    "after a cut connection, where it must not be done twice": [(request) => request.destroy(), { repeats: [429] }, "no connection"],
  };
  it.each(Object.entries(once))("%s", async (_, [handler, more, outcome]) => {
    const { call, seen } = await open(handler);
    await expect(call(more)).rejects.toThrow(outcome);
    expect([seen.calls(), seen.slept]).toEqual([1, []]);
  });

  it("more often than it is told to", async () => {
    const { call, seen } = await open(answer(500));
    await expect(call()).rejects.toThrow("Service answered 500");
    expect([seen.calls(), seen.slept]).toEqual([3, [1000, 2000]]);
  });
});

describe("a streamed body", () => {
  it("is sent with its length, opened anew for a repetition and closed each time", async () => {
    const bodies: string[] = [];
    const closed: string[] = [];
    const { call } = await open(async (request, response, nth) => {
      bodies.push(`${request.headers["content-length"]} ${await text(request)}`);
      response.writeHead(nth === 1 ? 503 : 200).end();
    });
    await call({ method: "POST", body: streamed(letters, 6, closed) });
    expect([bodies, closed]).toEqual([
      ["6 abcdef", "6 abcdef"],
      ["closed", "closed"],
    ]);
  });

  it("that can't be read is the error of the call, which is not repeated", async () => {
    const broken = async function* () {
      yield Buffer.from("abc");
      throw new RangeError("the file is gone");
    };
    const whole: string[] = [];
    const { call } = await open(async (request) => void whole.push(await text(request).catch(() => "cut")));
    const closed: string[] = [];
    await expect(call({ method: "POST", body: streamed(broken, 6, closed) })).rejects.toThrow(new RangeError("the file is gone"));
    await expect.poll(() => whole).toEqual(["cut"]);
    expect(closed).toEqual(["closed"]);
  });

  it("does not follow a redirect either", async () => {
    const { call, seen } = await open(answer(307, "", { location: "http://127.0.0.1:9/" }));
    await expect(call({ method: "POST", body: streamed(letters, 6) })).rejects.toThrow("a redirect, which is not followed");
    expect(seen.calls()).toBe(1);
  });

  it("is not kept in memory", async () => {
    const { address } = await open(async (request, response) => {
      for await (const _ of request);
      response.end();
    });
    const most = async (megabytes: number) => {
      const words = ["--conditions=@plumbline/source", join(import.meta.dirname, "send.fixture.ts"), address, String(megabytes)];
      return Number((await promisify(execFile)(process.execPath, words, { env: {} })).stdout);
    };
    const [little, much] = [await most(4), await most(300)];
    expect(much - little).toBeLessThan(100 * 1024);
  });
});

it("lets no secret into an error, a log or a URL that is told", async () => {
  const echo = JSON.stringify({ header: "x-key: s3cret-key", basic: btoa("user:s3cret-key") });
  const { call, seen } = await open(inTurn(answer(503, echo), answer(400, echo)));
  const error = await call({ purpose: "look with s3cret-key" }).catch(String);
  expect(error).toMatch(/look with <secret>: Service answered 400/);
  expect([error, ...seen.log].join()).not.toMatch(/s3cret|czNjcmV0/);
});

it("ends with the run, also while it waits for an answer", async () => {
  const ending = new AbortController();
  const { call } = await open(() => undefined, { signal: ending.signal, timeoutMilliseconds: 60_000 });
  const waiting = call();
  setTimeout(() => ending.abort(new Error("stopped by hand")), 30);
  await expect(waiting).rejects.toThrow("stopped by hand");
  await expect(call()).rejects.toThrow("stopped by hand");
});
