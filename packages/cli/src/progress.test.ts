import { describe, expect, it } from "vitest";
import { testIo } from "./io.fixture.ts";
import { makeProgress } from "./progress.ts";

const terminal = { stdout: true, stderr: true };
const clear = "\r\u001b[2K";
const bar = (full: number) => "█".repeat(full) + "░".repeat(24 - full);

interface Row {
  /** When it advances, in milliseconds, and how far. */
  readonly steps: readonly (readonly [at: number, done: number])[];
  readonly isTerminal?: { stdout: boolean; stderr: boolean };
  readonly quiet?: boolean;
  readonly total?: number;
  readonly columns?: number;
  readonly shows: string;
}
const rows: Record<string, Row> = {
  "nothing before two seconds are over": {
    steps: [
      [0, 1],
      [1000, 2],
      [1999, 3],
    ],
    shows: "",
  },
  "the bar from two seconds on, and nothing of it at the end": { steps: [[2000, 2]], shows: `${clear}${bar(12)} 2/4 text${clear}` },
  "no more than ten times a second": {
    steps: [
      [2000, 1],
      [2050, 2],
      [2099, 3],
      [2100, 4],
    ],
    shows: `${clear}${bar(6)} 1/4 text${clear}${bar(24)} 4/4 text${clear}`,
  },
  "nothing without a terminal": { steps: [[9000, 2]], isTerminal: { stdout: true, stderr: false }, shows: "" },
  "the bar when only the output is redirected": {
    steps: [[9000, 4]],
    isTerminal: { stdout: false, stderr: true },
    shows: `${clear}${bar(24)} 4/4 text${clear}`,
  },
  "nothing when it is to be quiet": { steps: [[9000, 2]], quiet: true, shows: "" },
  "no more than the whole": { steps: [[9000, 6]], shows: `${clear}${bar(24)} 6/4 text${clear}` },
  "an empty whole": { steps: [[9000, 0]], total: 0, shows: `${clear}${bar(0)} 0/0 text${clear}` },
  "no more than the terminal is wide": { steps: [[9000, 2]], columns: 30, shows: `${clear}${bar(12)} 2/4 ${clear}` },
};

describe("progress shows", () => {
  it.each(Object.entries(rows))("%s", (_, { steps, isTerminal = terminal, quiet = false, total = 4, columns = 80, shows }) => {
    let time = 0;
    const { io, stderr, stdout } = testIo({ isTerminal, columns, now: () => new Date(time) });
    const progress = makeProgress(io, total, { quiet });
    for (const [at, done] of steps) {
      time = at;
      progress.advance(done, "text");
    }
    progress.end();
    expect([stderr(), stdout()]).toEqual([shows, ""]);
  });
});
