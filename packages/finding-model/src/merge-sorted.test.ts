import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeSorted } from "./merge-sorted.ts";

async function* stream(values: readonly number[], state: { open: number; ahead?: number }) {
  state.open++;
  try {
    for (const value of values) yield value;
  } finally {
    state.open--;
  }
}
const ascending = (a: number, b: number) => a - b;

describe("mergeSorted", () => {
  it("gives all values of all streams in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.integer()).map((values) => values.sort(ascending))), async (lists) => {
        const state = { open: 0 };
        const merged = await Array.fromAsync(
          mergeSorted(
            lists.map((values) => stream(values, state)),
            ascending,
          ),
        );
        expect(merged).toEqual(lists.flat().sort(ascending));
        expect(state.open).toBe(0);
      }),
    );
  });

  it("takes one value of each stream ahead and no more", async () => {
    let taken = 0;
    async function* endless(from: number) {
      for (let value = from; ; value += 2) {
        taken++;
        yield value;
      }
    }
    const merged = mergeSorted([endless(0), endless(1)], ascending);
    for (let i = 0; i < 10; i++) expect((await merged.next()).value).toBe(i);
    expect(taken).toBeLessThanOrEqual(12);
    await merged.return(undefined);
  });

  it("closes every stream when it is left, or when one fails", async () => {
    const state = { open: 0 };
    for await (const value of mergeSorted([stream([1, 4], state), stream([2, 3], state)], ascending)) if (value === 2) break;
    expect(state.open).toBe(0);
    async function* failing() {
      yield 2;
      throw new Error("the file is damaged");
    }
    await expect(Array.fromAsync(mergeSorted([stream([1, 4], state), failing()], ascending))).rejects.toThrow("the file is damaged");
    expect(state.open).toBe(0);
  });
});
