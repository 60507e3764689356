import type { Severity } from "@plumbline/finding-model/resource";
import { createColors } from "picocolors";
import type { Paint } from "./table.ts";

/** What a text means; each has one colour everywhere. */
export interface Colours extends Readonly<Record<Severity, Paint>> {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly unsure: Paint;
  readonly marked: Paint;
}

/** Colours for a terminal, or none: every paint then gives back its text. */
export const colours = (enabled: boolean): Colours => {
  const colour = createColors(enabled);
  return {
    critical: (text) => colour.bold(colour.red(text)),
    high: colour.red,
    medium: colour.yellow,
    low: colour.cyan,
    strong: colour.bold,
    quiet: colour.dim,
    good: colour.green,
    bad: colour.red,
    unsure: colour.magenta,
    marked: colour.cyan,
  };
};
