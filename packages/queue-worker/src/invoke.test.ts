import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Handler } from "./handler.ts";
import { invoke } from "./invoke.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const invoking = { seconds: 3, requestId: "r1", elapsed: () => performance.now() };

describe("invoke", () => {
  it("gives the event and a context whose time runs out", async () => {
    const seen: unknown[] = [];
    const handler: Handler = async (event, context) => {
      seen.push(event, context.awsRequestId, context.getRemainingTimeInMillis());
      await vi.advanceTimersByTimeAsync(1000);
      seen.push(context.getRemainingTimeInMillis());
      return "answer";
    };
    expect(await invoke(handler, { a: 1 }, invoking)).toBe("answer");
    expect(seen).toEqual([{ a: 1 }, "r1", 3000, 2000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects with what was thrown, also at once", async () => {
    const cause = new Error("x");
    await expect(invoke(() => Promise.reject(cause), {}, invoking)).rejects.toBe(cause);
    const thrown: Handler = () => {
      throw cause;
    };
    await expect(invoke(thrown, {}, invoking)).rejects.toBe(cause);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends a handler that takes too long, and tells it", async () => {
    let heard: unknown;
    const handler: Handler = (_, { signal }) =>
      new Promise(() => {
        signal?.addEventListener("abort", () => {
          heard = signal.reason;
        });
      });
    const ended = expect(invoke(handler, {}, invoking)).rejects.toMatchObject({ name: "InvocationTimeout", message: /within 3 seconds/ });
    await vi.advanceTimersByTimeAsync(3000);
    await ended;
    expect(heard).toMatchObject({ name: "InvocationTimeout" });
  });
});
