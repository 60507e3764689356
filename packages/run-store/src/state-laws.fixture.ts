import { expect } from "vitest";
import type { Kept, StateStore } from "./state.ts";

interface World {
  readonly state: StateStore;
  /** The instant that the store takes for now. */
  setClock(milliseconds: number): void;
}
export const until = (milliseconds: number): Kept & { expiresAt: Date } => ({ expiresAt: new Date(milliseconds) });
const documents = [null, false, 0, "", "é\u0000\u{1f600}", [], {}, { b: [1, { c: null }], a: "x".repeat(10_000) }];

/** What every store of state keeps to; each law has a store of its own, whose clock begins at 0. */
export const stateLaws: Record<string, (world: World) => Promise<void>> = {
  "what was never put is not there": async ({ state }) => {
    expect(await state.get("none")).toBe(undefined);
  },
  "any value comes back as it was put": async ({ state }) => {
    for (const [index, value] of documents.entries()) {
      await state.put(`value ${index}`, value);
      expect(await state.get(`value ${index}`)).toEqual(value);
    }
  },
  "the last value that was put stays": async ({ state }) => {
    await state.put("told", { at: 1 });
    await state.put("told", { at: 2 });
    expect(await state.get("told")).toEqual({ at: 2 });
  },
  "keys are told apart, whatever signs they hold": async ({ state }) => {
    const keys = ["a", "A", "a/b", "a\\b", "../a", "a b", "é", "x".repeat(900), `${"x".repeat(899)}y`];
    for (const key of keys) await state.put(key, key);
    for (const key of keys) expect(await state.get(key)).toBe(key);
  },
  "what expires is there until then, and gone from then on": async ({ state, setClock }) => {
    await state.put("soon", 1, until(1000));
    setClock(999);
    expect(await state.get("soon")).toBe(1);
    setClock(1000);
    expect(await state.get("soon")).toBe(undefined);
  },
  "a put without an end outlives one with an end": async ({ state, setClock }) => {
    await state.put("kept", 1, until(1000));
    await state.put("kept", 2);
    setClock(5000);
    expect(await state.get("kept")).toBe(2);
  },
  "a claim goes to one at a time, until it is released or expires": async ({ state, setClock }) => {
    expect(await state.claim("queue", "first", until(1000))).toBe(true);
    expect(await state.claim("queue", "second", until(1000))).toBe(false);
    expect(await state.claim("queue", "first", until(1000))).toBe(false);
    setClock(1000);
    expect(await state.get("queue")).toBe(undefined);
    expect(await state.claim("queue", "second", until(2000))).toBe(true);
    await state.release("queue", "first");
    expect(await state.get("queue")).toBe("second");
    await state.release("queue", "second");
    expect(await state.claim("queue", "third")).toBe(true);
  },
  "a claim without an end never expires": async ({ state, setClock }) => {
    expect(await state.claim("queue", "first")).toBe(true);
    setClock(1e12);
    expect(await state.claim("queue", "second")).toBe(false);
  },
  "what was put counts for a claim": async ({ state }) => {
    await state.put("queue", "first");
    expect(await state.claim("queue", "second")).toBe(false);
  },
  "who has a claim keeps it for longer": async ({ state, setClock }) => {
    await state.claim("queue", { run: "r1" }, until(1000));
    setClock(999);
    expect(await state.renew("queue", { run: "r1" }, until(2000))).toBe(true);
    setClock(1999);
    expect(await state.get("queue")).toEqual({ run: "r1" });
    setClock(2000);
    expect(await state.get("queue")).toBe(undefined);
  },
  "nobody renews another's, an expired one, or none": async ({ state, setClock }) => {
    expect(await state.renew("queue", "first", until(1000))).toBe(false);
    await state.claim("queue", "first", until(1000));
    expect(await state.renew("queue", "second", until(9000))).toBe(false);
    setClock(1000);
    expect(await state.renew("queue", "first", until(9000))).toBe(false);
    expect(await state.get("queue")).toBe(undefined);
  },
  "a renewed claim that has no end any more can be released": async ({ state }) => {
    await state.claim("queue", "first", until(1000));
    expect(await state.renew("queue", "first", {})).toBe(true);
    await state.release("queue", "first");
    expect(await state.get("queue")).toBe(undefined);
  },
  "nothing to release is no error": async ({ state, setClock }) => {
    await state.release("queue", "first");
    await state.claim("queue", "first", until(1000));
    setClock(1000);
    await state.release("queue", "first");
    expect(await state.claim("queue", "second")).toBe(true);
  },
  "equal values are one, whatever the order of their names": async ({ state }) => {
    await state.claim("queue", { a: 1, b: 2 });
    await state.release("queue", { b: 2, a: 1 });
    expect(await state.get("queue")).toBe(undefined);
  },
  "of 20 at once one claims": async ({ state, setClock }) => {
    const claimAll = () => Promise.all(Array.from({ length: 20 }, (_, index) => state.claim("queue", `claimant ${index}`, until(1000))));
    const won = await claimAll();
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await state.get("queue")).toBe(`claimant ${won.indexOf(true)}`);
    setClock(1000);
    expect(await state.get("queue")).toBe(undefined);
  },
  "of 20 at once one claims what has expired": async ({ state, setClock }) => {
    await state.claim("queue", "first", until(1000));
    setClock(1000);
    const won = await Promise.all(Array.from({ length: 20 }, (_, index) => state.claim("queue", `claimant ${index}`, until(2000))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await state.get("queue")).toBe(`claimant ${won.indexOf(true)}`);
  },
};
