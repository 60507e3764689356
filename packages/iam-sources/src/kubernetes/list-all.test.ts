import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceError } from "../source-error.ts";
import { listAll } from "./list-all.ts";

const gone = () => new SourceError({ kind: "failed", tried: "", outcome: "", hint: "", status: 410 });

describe("listAll", () => {
  it("does not take the same page for ever", async () => {
    const asked: (string | undefined)[] = [];
    const pages = listAll(async ({ _continue }) => {
      asked.push(_continue);
      return { items: [1], metadata: { _continue: "next" } };
    });
    await expect(Array.fromAsync(pages)).rejects.toMatchObject({ kind: "failed" });
    expect(asked).toEqual([undefined, "next"]);
  });
  it("ends with a page that names no next one, by an empty text too", async () => {
    const pages = [
      { items: [1], metadata: { _continue: "next" } },
      { items: [2], metadata: { _continue: "" } },
    ];
    expect(await Array.fromAsync(listAll(async () => pages.shift() ?? { items: [] }))).toEqual([[1], [2]]);
    expect(pages).toEqual([]);
  });

  /** A list of so many things, in pages of a size, whose calls with these numbers find that its state has grown too old. */
  const lists = fc.record({
    count: fc.nat(12),
    size: fc.integer({ min: 1, max: 5 }),
    tooOld: fc.uniqueArray(fc.nat(14), { maxLength: 4 }),
  });
  it("tells everything, or breaks off when it was too old three times", async () => {
    await fc.assert(
      fc.asyncProperty(lists, async ({ count, size, tooOld }) => {
        const all = Array.from({ length: count }, (_, i) => i);
        let calls = 0;
        let expired = 0;
        const list = async ({ _continue }: { _continue?: string }) => {
          // The first page of a list is always new.
          if (tooOld.includes(calls++) && _continue !== undefined) {
            expired++;
            throw gone();
          }
          const start = Number(_continue ?? 0);
          const end = start + size;
          return { items: all.slice(start, end), ...(end < count ? { metadata: { _continue: String(end) } } : {}) };
        };
        const told = new Set<unknown>();
        let isBroken = false;
        try {
          for await (const items of listAll(list)) for (const item of items) told.add(item);
        } catch (error) {
          expect(error).toMatchObject({ status: 410 });
          isBroken = true;
        }
        expect(isBroken).toBe(expired === 3);
        if (!isBroken) expect([...told].sort()).toEqual([...all].sort());
      }),
    );
  });
});
