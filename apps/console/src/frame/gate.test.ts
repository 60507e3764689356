import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { gate, lineOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import type { Gathered } from "./setup.ts";

describe("the gate", () => {
  it("lets who is inside finish when the console stops, and turns away who waits and who comes", async () => {
    const stop = new AbortController();
    const inside = Promise.withResolvers<void>();
    const app = new Hono<Gathered>();
    let answered = 0;
    app.onError((error, c) => c.text(error.message, error instanceof Refusal ? error.status : 500));
    app.use(gate(lineOf(1, stop.signal)));
    app.get("/", async (c) => {
      answered++;
      await inside.promise;
      return c.text("done");
    });
    const asked = [app.request("/"), app.request("/"), app.request("/")];
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    const late = app.request("/");
    inside.resolve();
    expect((await Promise.all([...asked, late])).map(({ status }) => status)).toEqual([200, 503, 503, 503]);
    expect(answered).toBe(1);
  });
});
