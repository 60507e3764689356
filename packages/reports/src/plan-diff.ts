import { inOrder } from "@plumbline/finding-model/order";
import { structuredPatch } from "diff";
import type { Colours } from "./colours.ts";
import { printable } from "./text.ts";

/** Names in order, so that a state that AWS gives in another order shows no difference. */
const ordered = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? inOrder({ ...value }) : value;

const pretty = (state: unknown): string => `${JSON.stringify(state, ordered, 2)}\n`;

/** A unified diff of two states as pretty JSON with names in order; no lines when they are equal. Lines are never cut. */
export const stateDiff = (before: unknown, after: unknown, paint: Colours): string[] => {
  const { hunks } = structuredPatch("before", "after", pretty(before), pretty(after), "", "", { context: 3 });
  const shade = (line: string): string => {
    if (line.startsWith("-")) return paint.bad(printable(line));
    return line.startsWith("+") ? paint.good(printable(line)) : printable(line);
  };
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    paint.quiet(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`),
    ...lines.map(shade),
  ]);
};
