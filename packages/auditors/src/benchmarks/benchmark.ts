import type { Assessment } from "@plumbline/finding-model/benchmark";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import type { CheckId } from "../registry.generated.ts";

/** Settings of a check, as JSON. */
export type Settings = RunHeader["settings"];

/**
 * A check as a recommendation puts it: with the check's own defaults, or with settings, which `as` names for reports. `passes` is `some`
 * where one finding that passes is enough.
 */
export type Question = { readonly check: CheckId; readonly passes?: "every" | "some" } & (
  | { readonly as?: never; readonly settings?: never }
  | { readonly as: string; readonly settings: Settings }
);

/**
 * A recommendation whatever the edition, in our own words. What can only be answered by a person has as questions what can be read
 * beside it.
 */
export interface Recommendation {
  /** What holds when it is followed. */
  readonly title: string;
  readonly rationale: string;
  readonly fix: string;
  readonly questions: readonly Question[];
}

/** A line of an edition: its number of a recommendation. `questions` where this edition asks otherwise, such as for 45 days in place of 90. */
export interface Entry<K extends string = string> {
  readonly id: string;
  readonly key: K;
  readonly level: 1 | 2;
  readonly isLevelUncertain?: true;
  readonly assessment: Assessment;
  readonly questions?: readonly Question[];
}

/** An edition of a benchmark: its sections by the first part of a number, and its lines in order. */
export interface Edition<K extends string = string> {
  readonly version: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly entries: readonly Entry<K>[];
}
