import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type LeaseOptions, takeLease, withLease } from "./lease.ts";
import { memoryState } from "./memory-state.ts";
import type { StateStore } from "./state.ts";

/** A clock that only the test moves: it wakes what waits for it. */
function world(broken: Partial<StateStore> = {}) {
  let clock = 0;
  const waiting = new Set<{ at: number; wake: () => void }>();
  const state: StateStore = { ...memoryState(() => new Date(clock)), ...broken };
  const options = (owner: string): LeaseOptions => ({
    ...{ owner, seconds: 30, now: () => new Date(clock) },
    pause: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const one = { at: clock + milliseconds, wake: () => resolve(undefined) };
        waiting.add(one);
        signal.addEventListener("abort", () => {
          waiting.delete(one);
          reject(new Error("aborted"));
        });
      }),
  });
  const pass = async (seconds: number) => {
    for (const end = clock + seconds * 1000; clock < end; ) {
      clock += 1000;
      for (const one of waiting)
        if (one.at <= clock) {
          waiting.delete(one);
          one.wake();
        }
      await turn();
    }
  };
  return { state, options, pass, waiting };
}
const done = () => Promise.resolve("done");

describe("a lease", () => {
  it("lets one work, and tells the other who does", async () => {
    const { state, options, waiting } = world();
    const inner = await withLease(state, "queue", options("r1"), () => withLease(state, "queue", options("r2"), done));
    expect(inner).toEqual({ done: { heldBy: "r1" } });
    expect(await withLease(state, "queue", options("r2"), done)).toEqual({ done: "done" });
    expect([await state.get("queue"), waiting.size]).toEqual([undefined, 0]);
  });

  it("lets several keys be worked on at once", async () => {
    const { state, options } = world();
    expect(await withLease(state, "a", options("r1"), () => withLease(state, "b", options("r2"), done))).toEqual({
      done: { done: "done" },
    });
  });

  it("is given back when the work fails, whose error stays", async () => {
    const { state, options } = world();
    await expect(withLease(state, "queue", options("r1"), () => Promise.reject(new Error("broke")))).rejects.toThrow("broke");
    expect(await withLease(state, "queue", options("r2"), done)).toEqual({ done: "done" });
  });

  it("is renewed while the work goes on, however long", async () => {
    const { state, options, pass } = world();
    const held = await withLease(state, "queue", options("r1"), async (lost) => {
      await pass(600);
      return { lost: lost.aborted, other: await withLease(state, "queue", options("r2"), done) };
    });
    expect(held).toEqual({ done: { lost: false, other: { heldBy: "r1" } } });
  });

  it("is free some time after its owner is gone", async () => {
    const { state, options, pass, waiting } = world();
    await takeLease(state, "queue", options("r1"));
    waiting.clear();
    await pass(29);
    expect(await withLease(state, "queue", options("r2"), done)).toEqual({ heldBy: "r1" });
    await pass(1);
    expect(await withLease(state, "queue", options("r2"), done)).toEqual({ done: "done" });
  });

  it("is lost when another has it meanwhile, and is not taken from that one", async () => {
    const { state, options, pass } = world();
    const held = await withLease(state, "queue", options("r1"), async (lost) => {
      await state.put("queue", "r2");
      await pass(11);
      return lost.aborted;
    });
    expect([held, await state.get("queue")]).toEqual([{ done: true }, "r2"]);
  });

  const outages: Record<string, { failing: number; isLost: boolean }> = {
    "once fails": { failing: 1, isLost: false },
    "fails until it would end": { failing: 2, isLost: true },
  };
  it.each(Object.entries(outages))("whose renewal %s", async (_, { failing, isLost }) => {
    let calls = 0;
    const memory = memoryState(() => new Date(0));
    const { options, pass } = world();
    const state: StateStore = {
      ...memory,
      renew: (...given) => (++calls <= failing ? Promise.reject(new Error("no answer")) : memory.renew(...given)),
    };
    const held = await withLease(state, "queue", options("r1"), async (lost) => {
      await pass(29);
      return lost.aborted;
    });
    expect(held).toEqual({ done: isLost });
  });

  it("is not taken when the state can't be asked", async () => {
    const { state, options } = world({ claim: () => Promise.reject(new Error("no answer")) });
    await expect(withLease(state, "queue", options("r1"), () => Promise.reject(new Error("worked")))).rejects.toThrow("no answer");
  });
});
