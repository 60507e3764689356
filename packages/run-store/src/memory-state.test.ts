import { describe, expect, it } from "vitest";
import { memoryState } from "./memory-state.ts";

describe("state in memory", () => {
  it("gives a claim to one at a time, until it is released or expires", async () => {
    let clock = 0;
    const state = memoryState(() => new Date(clock));
    const until = (ms: number) => ({ expiresAt: new Date(ms) });
    expect(await state.claim("queue", "first", until(1000))).toBe(true);
    expect(await state.claim("queue", "second", until(1000))).toBe(false);
    clock = 1000;
    expect(await state.get("queue")).toBe(undefined);
    expect(await state.claim("queue", "second", until(2000))).toBe(true);
    await state.release("queue", "first");
    expect(await state.get("queue")).toBe("second");
    await state.release("queue", "second");
    expect(await state.claim("queue", "third")).toBe(true);
  });

  it("keeps the last value that was put", async () => {
    const state = memoryState(() => new Date(0));
    await state.put("told", { at: 1 });
    await state.put("told", { at: 2 });
    expect(await state.get("told")).toEqual({ at: 2 });
  });
});
