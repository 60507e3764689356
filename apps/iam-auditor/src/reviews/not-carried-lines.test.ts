import { expect, test } from "vitest";
import { notCarriedLines } from "./not-carried-lines.ts";

const rows: Record<string, [notCarried: Parameters<typeof notCarriedLines>[0], lines: readonly string[]]> = {
  "all were": [{}, []],
  "some may be one's own, and are privileged": [
    { own: 1, privileged: 2 },
    [
      "2 approvals of what is privileged: not carried over from q1",
      "1 approval by who may be the principal itself: not carried over from q1",
    ],
  ],
  "nobody is known": [
    { nameless: 3 },
    [
      "3 approvals by names that are no address and of which none is known, so that nobody can tell whether they are the principal: not carried over from q1; decide with --by ADDRESS, or give their mail in the file of --reviewers",
    ],
  ],
};
test.each(Object.entries(rows))("which approvals were not carried over is told where %s", (_, [notCarried, lines]) => {
  expect(notCarriedLines(notCarried, "q1")).toEqual(lines);
});
