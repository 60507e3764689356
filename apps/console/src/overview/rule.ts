import type { Kind } from "@plumbline/iam-model/kinds";
import type { Tally } from "./tally.ts";

export type Colour = "red" | "yellow" | "green" | "grey";

export interface Judged {
  /** Grey where nobody looked. */
  readonly colour: Colour;
  readonly words: string;
}

/** How an account gets its colour for a tool or a practice. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly group: "Tool" | "Practice";
  /** Controls of the CSA Cloud Controls Matrix 4 that ask the same, by id. */
  readonly ccm: readonly string[];
  /** Kinds that must have been looked at wholly, or green can't be said. */
  readonly kinds: readonly Kind[];
  /** Kinds whose missing records are counted: where one was not looked at wholly, nothing counted by them is true, and the light is grey. */
  readonly absent?: readonly Kind[];
  /** Checks of scans that it counts. */
  readonly checks?: readonly string[];
  readonly says: Readonly<Record<"red" | "yellow" | "green", string>>;
  judge(tally: Tally, at: Date): Judged;
  /** Where what was counted is listed. */
  to?(account: string): string;
}
