import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "../listen.ts";
import { gate, lineOf } from "./gate.ts";
import { type BodyLimits, bodyLimits, readBodies } from "./read-bodies.ts";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const many = 256 * 1024 * 1024;
const roomy: BodyLimits = {
  ...{ sort: "form", most: 1000, mostAtOnce: many, mostOfAddress: many, mostOfPerson: many, milliseconds: 60_000 },
};

/** A gate of one place behind the reading of bodies, that tells how long a body it got. */
async function started(limits: Partial<BodyLimits>) {
  const { port, stop } = await listen({ host: "127.0.0.1", port: 0 }, () => {
    const app = new Hono<Gathered>();
    app.onError((error, c) => c.text(error.message, error instanceof Refusal ? error.status : 500));
    app.use((c, next) => {
      c.set("address", c.req.header("x-address") ?? "192.0.2.1");
      const subject = c.req.header("x-person");
      if (subject !== undefined) c.set("subject", subject);
      return next();
    });
    app.use(readBodies(() => ({ ...roomy, ...limits })));
    app.use(gate(lineOf(1)));
    app.get("/", (c) => c.text("here"));
    app.post("/", async (c) => c.text(`got ${(await c.req.text()).length}`));
    return app;
  });
  closing.push(stop);
  return { port, url: `http://127.0.0.1:${port}/` };
}
/** Begins to send a body, and answers what came back until the other end closed, or the first line of it. */
async function sending(
  port: number,
  length: number,
  pieces: readonly string[],
  headers: Record<string, string> = {},
): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, "127.0.0.1");
  closing.push(() => socket.destroy());
  await once(socket, "connect");
  const answer = once(socket, "data").then(([data]) => String(data).split("\r\n")[0] ?? "");
  answer.catch(() => undefined);
  const sent = { host: `127.0.0.1:${port}`, "content-type": "text/plain", "content-length": String(length), ...headers };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST / HTTP/1.1\r\n${lines.join("")}\r\n`);
  for (const piece of pieces) socket.write(piece);
  return { socket, answer };
}

describe("bodies", () => {
  it("are read before the line, so that who sends slowly is in nobody's way", async () => {
    const { port, url } = await started({});
    const slow = await Promise.all(Array.from({ length: 10 }, () => sending(port, 100, ["12345"])));
    expect(await (await fetch(url)).text()).toBe("here");
    expect(await (await fetch(url, { method: "POST", body: "x".repeat(1000) })).text()).toBe("got 1000");
    for (const { socket } of slow) socket.write("6".repeat(95));
    expect(await Promise.all(slow.map(({ answer }) => answer))).toEqual(Array(10).fill("HTTP/1.1 200 OK"));
  });
  it("that come too slowly are refused", async () => {
    const { port } = await started({ milliseconds: 50 });
    expect(await (await sending(port, 100, ["12345"])).answer).toBe("HTTP/1.1 408 Request Timeout");
  });
  const lengths: Record<string, [length: number, status: number, text: string]> = {
    "just not too long": [1000, 200, "got 1000"],
    "too long by one": [1001, 413, "That is too much for one form."],
    "too long by far": [66 * 1024 * 1024, 413, "That is too much for one form."],
  };
  it.each(Object.entries(lengths))("that are %s are answered before the connection ends", async (_, [length, status, text]) => {
    const { url } = await started(length > 2000 ? { most: 64 * 1024 * 1024 } : {});
    for (const body of [new Uint8Array(length), new Blob([new Uint8Array(length)]).stream()]) {
      const answer = await fetch(url, { method: "POST", body, duplex: "half" } as RequestInit);
      expect([answer.status, await answer.text()]).toEqual([status, text]);
    }
  });
  it("that are too much together are refused, until some are answered", async () => {
    const { port, url } = await started({ mostAtOnce: 1500 });
    const first = await sending(port, 1000, ["x".repeat(999)]);
    await expect.poll(async () => (await fetch(url, { method: "POST", body: "y".repeat(900) })).status).toBe(503);
    first.socket.write("x");
    expect(await first.answer).toBe("HTTP/1.1 200 OK");
    expect((await fetch(url, { method: "POST", body: "y".repeat(900) })).status).toBe(200);
  });
  const shares: Record<string, [limits: Partial<BodyLimits>, second: Record<string, string>, status: number]> = {
    "an address, by itself": [{ mostOfAddress: 1500 }, { "x-person": "bob" }, 429],
    "an address, by others": [{ mostOfAddress: 1500 }, { "x-address": "2001:db8::1" }, 200],
    "a network of IPv6, by itself": [{ mostOfAddress: 1500 }, { "x-address": "2001:db8:0:1::2" }, 429],
    "a person, by themselves, wherever they are": [{ mostOfPerson: 1500 }, { "x-person": "ann", "x-address": "192.0.2.2" }, 429],
    "a person, by others": [{ mostOfPerson: 1500 }, { "x-person": "bob" }, 200],
    "a person, by who is not known": [{ mostOfPerson: 1500 }, {}, 200],
  };
  it.each(Object.entries(shares))("are no more than the share of %s", async (_, [limits, second, status]) => {
    const { port, url } = await started({ ...limits, mostAtOnce: 2500 });
    const ann = { "x-person": "ann", "x-address": "2001:db8:0:1::1" };
    const post = async (headers: Record<string, string>) =>
      (await fetch(url, { method: "POST", body: "y".repeat(900), headers: { "x-address": ann["x-address"], ...headers } })).status;
    const first = await sending(port, 1000, ["x".repeat(999)], ann);
    await expect.poll(() => post(ann)).toBe(429);
    expect(await post(second)).toBe(status);
    first.socket.write("x");
    expect(await first.answer).toBe("HTTP/1.1 200 OK");
    expect([await post(ann), await post(second)]).toEqual([200, 200]);
  });
  const sorts: Record<string, Parameters<typeof bodyLimits>[0]> = {
    "a sign-in": { isSignIn: true, maxBytes: undefined },
    "a form": { isSignIn: false, maxBytes: undefined },
    "the longest file": { isSignIn: false, maxBytes: 64 * 1024 * 1024 },
  };
  it.each(Object.entries(sorts))("%s fits in the share of one, which is a quarter of what is there for all at most", (_, given) => {
    const { most, mostOfAddress, mostOfPerson, mostAtOnce } = bodyLimits(given);
    for (const share of [mostOfAddress, mostOfPerson]) expect([share >= most, 4 * share <= mostAtOnce]).toEqual([true, true]);
  });
});
