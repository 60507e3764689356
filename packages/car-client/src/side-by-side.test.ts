import { describe, expect, it } from "vitest";
import { sideBySide } from "./side-by-side.ts";

const pause = () => new Promise((resolve) => setImmediate(resolve));

describe("sideBySide", () => {
  it("works on every row, on few at once", async () => {
    const seen: number[] = [];
    const busy = { now: 0, most: 0 };
    const rows = async function* () {
      for (let i = 0; i < 50; i++) yield i;
    };
    const count = await sideBySide(rows(), 4, async (row) => {
      busy.most = Math.max(busy.most, ++busy.now);
      await pause();
      seen.push(row);
      busy.now--;
    });
    expect([count, busy.most, seen.sort((a, b) => a - b)]).toEqual([50, 4, Array.from({ length: 50 }, (_, i) => i)]);
  });

  it("begins no row after a failure, and ends the source of the rows", async () => {
    const state = { begun: 0, isClosed: false };
    const rows = function* () {
      try {
        for (let i = 0; i < 50; i++) yield i;
      } finally {
        state.isClosed = true;
      }
    };
    const done = sideBySide(rows(), 3, async (row) => {
      state.begun++;
      await pause();
      if (row === 4) throw new Error("no more");
    });
    await expect(done).rejects.toThrow("no more");
    expect(state.begun).toBeLessThanOrEqual(8);
    expect(state.isClosed).toBe(true);
  });

  it("takes no rows", async () => {
    expect(await sideBySide([], 3, async () => undefined)).toBe(0);
  });
});
