import { describe, expect, it } from "vitest";
import { chunks, each, mapAhead, memo, merge, windows } from "./flow.ts";

async function all<T>(source: AsyncIterable<T>): Promise<{ values: T[]; error?: unknown }> {
  const values: T[] = [];
  try {
    for await (const value of source) values.push(value);
    return { values };
  } catch (error) {
    return { values, error };
  }
}
async function* breaking<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
  throw new Error("broken");
}
const later = <T>(value: T, ms = 1) => new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

describe("windows", () => {
  it("groups, with a smaller last one", async () => expect((await all(windows(each([1, 2, 3]), 2))).values).toEqual([[1, 2], [3]]));
  it("gives what it has before it passes on an error", async () => {
    expect(await all(windows(breaking([1, 2, 3]), 2))).toEqual({ values: [[1, 2], [3]], error: new Error("broken") });
  });
});

describe("chunks", () => {
  it("cuts a list", () => expect([...chunks([1, 2, 3], 2)]).toEqual([[1, 2], [3]]));
  it("makes nothing of nothing", () => expect([...chunks([], 2)]).toEqual([]));
});

describe("mapAhead", () => {
  it("keeps the order, whatever takes longest", async () =>
    expect((await all(mapAhead(each([3, 1, 2]), 3, (n) => later(n, n * 3)))).values).toEqual([3, 1, 2]));
  it("gives what it has before it passes on an error of its source", async () => {
    expect(await all(mapAhead(breaking([1, 2]), 3, (n) => later(n)))).toEqual({ values: [1, 2], error: new Error("broken") });
  });
  it("several rejections at once are one error, and none is left unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const { error } = await all(
      mapAhead(each([1, 2, 3]), 3, (n) =>
        n === 1 ? later(0, 5).then(() => Promise.reject(new Error("first"))) : Promise.reject(new Error("next")),
      ),
    );
    await later(0, 10);
    process.off("unhandledRejection", note);
    expect([error, unhandled]).toEqual([new Error("first"), []]);
  });
});

describe("merge", () => {
  it("gives every value of every source", async () =>
    expect((await all(merge([each([1, 2]), each([3]), each([])], 2))).values.sort()).toEqual([1, 2, 3]));
  it("begins no more sources than it may", async () => {
    let running = 0;
    let most = 0;
    async function* counted() {
      most = Math.max(most, ++running);
      yield await later(0);
      running--;
    }
    await all(merge([counted(), counted(), counted(), counted()], 2));
    expect(most).toBe(2);
  });
  it("passes on an error of a source", async () =>
    expect((await all(merge([each([1]), breaking([])], 2))).error).toEqual(new Error("broken")));
});

describe("memo", () => {
  it("makes each value once, also an undefined one", () => {
    let made = 0;
    const of = memo((_: string) => void made++);
    of("a");
    of("a");
    of("b");
    expect(made).toBe(2);
  });
});
