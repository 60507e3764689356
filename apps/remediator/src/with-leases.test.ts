import { memoryState } from "@plumbline/run-store/memory-state";
import { describe, expect, it } from "vitest";
import { withLeases } from "./with-leases.ts";

const now = () => new Date("2026-03-01T12:00:00Z");
let runs = 0;
const io = { now, random: () => String(++runs) };
const resource = (id: string) => ({ account: "111111111111", region: "eu-west-1", type: "sqs", id });
const [a, b, c] = [resource("a"), resource("b"), resource("c")];

describe("withLeases", () => {
  it("holds all resources while the work goes on, each once, and none after", async () => {
    const state = memoryState(now);
    const inside = await withLeases(state, [b, a, b], io, async () => [await withLeases(state, [c, a], io, async () => "never"), "done"]);
    expect(inside).toEqual({ done: [{ heldBy: expect.stringMatching(/^20260301T120000000Z-/), resource: a }, "done"] });
    expect(await withLeases(state, [a, b, c], io, async () => "free")).toEqual({ done: "free" });
  });

  it("gives all back when one of them is held", async () => {
    const state = memoryState(now);
    await withLeases(state, [b], io, async () => {
      expect(await withLeases(state, [a, b], io, async () => "never")).toMatchObject({ resource: b });
      expect(await withLeases(state, [a], io, async () => "free")).toEqual({ done: "free" });
    });
  });

  it("gives all back when the work fails, and rejects as it does", async () => {
    const state = memoryState(now);
    await expect(withLeases(state, [a], io, () => Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect(await withLeases(state, [a], io, async () => "free")).toEqual({ done: "free" });
  });

  it("lets one of twenty at once work at a time", async () => {
    const state = memoryState(now);
    let working = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++working);
      await new Promise((resolve) => setImmediate(resolve));
      working--;
    };
    await Promise.all(Array.from({ length: 20 }, (_, i) => withLeases(state, i % 2 ? [a, b] : [b, a], io, work)));
    expect(Math.max(...most)).toBe(1);
  });
});
