import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readLines, splitLines } from "./lines.ts";

const Row = z.strictObject({ a: z.number() });
const fileOf = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), "lines-")), "rows.jsonl");
  writeFileSync(path, text);
  return path;
};
const read = (path: string, mayBeTorn = false) => Array.fromAsync(readLines(path, Row, { mayBeTorn }), ({ a }) => a);

const good: Record<string, { text: string; rows: number[]; mayBeTorn?: boolean }> = {
  "an empty file": { text: "", rows: [] },
  lines: { text: '{"a":1}\n{"a":2}\n', rows: [1, 2] },
  "a last line without its end": { text: '{"a":1}\n{"a":2}', rows: [1, 2] },
  "empty lines": { text: '\n{"a":1}\n\n', rows: [1] },
  "lines of Windows": { text: '{"a":1}\r\n{"a":2}\r\n', rows: [1, 2] },
  "a torn last line that may be torn": { text: '{"a":1}\n{"a":', rows: [1], mayBeTorn: true },
  "nothing but a torn line": { text: '{"a', rows: [], mayBeTorn: true },
};
const bad: Record<string, { text: string; says: RegExp; mayBeTorn?: boolean }> = {
  "a torn last line that may not be torn": { text: '{"a":1}\n{"a":', says: /rows\.jsonl line 2 can't be read: / },
  "a damaged line in the middle": { text: '{"a":1}\n{"a"}\n{"a":3}\n', says: /line 2 can't be read: Expected ':'/, mayBeTorn: true },
  "a damaged last line that is whole": { text: '{"a":1}\n{"a"}\n', says: /line 2/, mayBeTorn: true },
  "another shape": { text: '{"a":1}\n\n{"a":"1"}\n', says: /line 3 can't be read: Invalid input: expected number/ },
  "an unknown key": { text: '{"a":1,"b":2}\n', says: /line 1 can't be read: Unrecognized key/ },
};

describe("readLines", () => {
  it.each(Object.entries(good))("reads %s", async (_, { text, rows, mayBeTorn }) => {
    expect(await read(fileOf(text), mayBeTorn)).toEqual(rows);
  });

  it.each(Object.entries(bad))("refuses %s", async (_, { text, says, mayBeTorn }) => {
    await expect(read(fileOf(text), mayBeTorn)).rejects.toMatchObject({
      name: "StoreError",
      code: "broken",
      message: expect.stringMatching(says),
    });
  });

  it("gives the lines before a damaged one", async () => {
    const seen: number[] = [];
    const reading = async () => {
      for await (const { a } of readLines(fileOf('{"a":1}\n{"a":2}\n{\n{"a":4}\n'), Row)) seen.push(a);
    };
    await expect(reading()).rejects.toThrow("line 3");
    expect(seen).toEqual([1, 2]);
  });

  it("tells a file that is not there from one that can't be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lines-"));
    await expect(read(join(folder, "none"))).rejects.toMatchObject({ code: "missing" });
    await expect(read(folder)).rejects.toMatchObject({ code: "broken", message: expect.stringContaining("EISDIR") });
  });

  it("can be left in the middle", async () => {
    for await (const { a } of readLines(fileOf('{"a":1}\n'.repeat(50_000)), Row)) {
      expect(a).toBe(1);
      break;
    }
  });
});

describe("splitLines", () => {
  async function* cut(text: string, at: readonly number[]) {
    let from = 0;
    for (const to of [...at].sort((a, b) => a - b)) {
      yield text.slice(from, to);
      from = Math.max(from, to);
    }
    yield text.slice(from);
  }

  it("gives any JSON text back, wherever its chunks end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), fc.array(fc.nat(100)), async (values, at) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
        const lines = await Array.fromAsync(splitLines(cut(text, at)));
        expect(lines.map(({ text, isTorn }) => [JSON.parse(text), isTorn])).toEqual(values.map((value) => [value, false]));
      }),
    );
  }, 30_000);

  it("cuts at no other sign that some take for the end of a line", async () => {
    const lines = await Array.fromAsync(splitLines(cut("a\u2028b\u2029c\u0085d\re\nf", [3])));
    expect(lines).toEqual([
      { text: "a\u2028b\u2029c\u0085d\re", isTorn: false },
      { text: "f", isTorn: true },
    ]);
  });
});
