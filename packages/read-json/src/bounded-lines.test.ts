import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedLines } from "./bounded-lines.ts";

describe("boundedLines", () => {
  const lines = async (chunks: string[], limit: number) => {
    const all: unknown[] = [];
    for await (const line of boundedLines(Readable.from(chunks), limit)) all.push("text" in line ? line.text : line);
    return all;
  };
  it("passes over a line that is too long, whatever its chunks, and goes on", async () => {
    for (const chunks of [["ab\nabcdef\ncd"], ["ab\nabc", "def", "\ncd"], ["ab\nabcd", "e", "f\nc", "d"]])
      expect(await lines(chunks, 4)).toEqual(["ab", { isTooLong: true }, "cd"]);
    expect(await lines(["abcde"], 4)).toEqual([{ isTooLong: true }]);
  });
  it("gives the lines of any text in any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom("a", "\n", "é") })), async (chunks) => {
        const whole = chunks.join("").split("\n");
        expect(await lines(chunks, 1000)).toEqual(whole.at(-1) === "" ? whole.slice(0, -1) : whole);
      }),
    );
  });
});
