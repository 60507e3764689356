import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChunkLimits, toChunks, toHalves } from "./chunks.ts";
import { toDeletionPages } from "./deletion-pages.ts";

const all = async <T>(rows: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(rows);
/** Each is read before the next one takes its place. */
const chunksOf = (rows: object[], limits: ChunkLimits, around = { before: "", after: "" }) =>
  Array.fromAsync(toChunks(rows, limits, around), ({ body, count }) => ({ json: new TextDecoder().decode(body), count }));

describe("toChunks", () => {
  const cut: Record<string, [rows: object[], rowsAtMost: number, bytesAtMost: number, chunks: string[]]> = {
    "no rows, no chunk": [[], 2, 99, []],
    "by count": [[{ a: 1 }, { a: 2 }, { a: 3 }], 2, 99, ['[{"a":1},{"a":2}]', '[{"a":3}]']],
    "by bytes, the brackets and commas counted": [[{ a: 1 }, { a: 2 }], 9, 17, ['[{"a":1},{"a":2}]']],
    "one byte too many": [[{ a: 1 }, { a: 2 }], 9, 16, ['[{"a":1}]', '[{"a":2}]']],
    "one byte too many after a chunk": [[{ a: 10 }, { a: 1 }, { a: 10 }], 9, 17, ['[{"a":10}]', '[{"a":1}]', '[{"a":10}]']],
    "a row that is too large goes alone": [
      [{ a: 1 }, { a: "long text" }, { a: 2 }],
      9,
      9,
      ['[{"a":1}]', '[{"a":"long text"}]', '[{"a":2}]'],
    ],
    "bytes of UTF-8, not letters": [[{ a: "ä" }, { a: "ö" }], 9, 21, ['[{"a":"ä"}]', '[{"a":"ö"}]']],
  };
  it.each(Object.entries(cut))("%s", async (_, [rows, rowsAtMost, bytesAtMost, chunks]) => {
    const made = await chunksOf(rows, { rows: rowsAtMost, bytes: bytesAtMost });
    expect(made.map(({ json }) => json)).toEqual(chunks);
  });

  it("writes what stands before and after each, also where the buffer has to grow", async () => {
    const rows = [{ a: "ä".repeat(50_000) }, { a: "b".repeat(200_000) }, { a: 1 }];
    const chunks = await chunksOf(rows, { rows: 2, bytes: 999_999 }, { before: '{"grün":', after: "}\n" });
    expect(chunks.map(({ json }) => JSON.parse(json))).toEqual([{ grün: rows.slice(0, 2) }, { grün: rows.slice(2) }]);
    expect(chunks.map(({ json }) => json.endsWith("]}\n"))).toEqual([true, true]);
  });

  it("loses nothing, keeps the order and both limits", async () => {
    const rows = fc.array(fc.record({ name: fc.string({ unit: "grapheme" }), n: fc.nat() }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2, max: 300 }), async (given, most, bytes) => {
        const chunks = await chunksOf(given, { rows: most, bytes });
        expect(chunks.flatMap(({ json }) => JSON.parse(json))).toEqual(JSON.parse(JSON.stringify(given)));
        for (const { json, count } of chunks) {
          expect(JSON.parse(json)).toHaveLength(count);
          expect(count).toBeLessThanOrEqual(most);
          expect(count === 1 || Buffer.byteLength(json) <= bytes).toBe(true);
        }
      }),
    );
  });
});

it("toHalves cuts a chunk in two, with the same rows in the same order", async () => {
  const rows = fc.array(fc.record({ name: fc.string({ unit: "grapheme" }), n: fc.nat() }), { minLength: 2, maxLength: 30 });
  const around = { before: '{"grün":', after: "}\n" };
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      for await (const chunk of toChunks(given, { rows: 99, bytes: 999_999 }, around)) {
        const halves = await Array.fromAsync(toHalves(chunk, around), ({ body, count }) => ({
          json: new TextDecoder().decode(body),
          count,
        }));
        expect(halves.map(({ count }) => count)).toEqual([Math.ceil(given.length / 2), Math.floor(given.length / 2)]);
        expect(halves.flatMap(({ json }) => JSON.parse(json)["grün"])).toEqual(JSON.parse(JSON.stringify(given)));
      }
    }),
  );
});

describe("toDeletionPages", () => {
  it("names every vertex once, alone where it holds a comma", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 400 }), { maxLength: 80 }), async (names) => {
        const pages = await all(toDeletionPages(names));
        const named = pages.flatMap(({ list }) => list.split(",").map(decodeURIComponent));
        expect([...named].sort()).toEqual([...names].sort());
        for (const { list, count } of pages) {
          expect(list.split(",")).toHaveLength(count);
          expect(count === 1 || (list.length <= 1800 && !list.includes("%2C"))).toBe(true);
        }
      }),
    );
  });
});
