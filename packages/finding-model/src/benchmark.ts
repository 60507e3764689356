import { z } from "zod";
import { AccountId } from "./resource.ts";

/**
 * The id of a question: a check, and after `#` the name of the settings with which a benchmark puts it. Without settings of its own it is
 * the check's id alone.
 */
export const questionId = <C extends string>(check: C, name: string | undefined): C | `${C}#${string}` =>
  name === undefined ? check : `${check}#${name}`;
/** The check of a question. */
export const checkOf = (question: string): string => question.split("#", 1)[0] ?? question;

/** Who can answer a control: its checks, or a person. */
export const Assessment = z.enum(["automated", "manual"]);
export type Assessment = z.infer<typeof Assessment>;

/**
 * A benchmark's recommendation in an edition. `questions` answer it; of a manual one their findings are evidence and no answer.
 * Every finding of a question must pass; of one in `oneIsEnough` a single finding that passes will do (one region that records IAM).
 * `key` names the same recommendation over editions. An uncertain level is one on which the sources differ.
 */
export const Control = z.strictObject({
  id: z.string().regex(/^\d+(\.\d+)+$/),
  key: z.string(),
  title: z.string(),
  section: z.string(),
  level: z.union([z.literal(1), z.literal(2)]),
  isLevelUncertain: z.boolean().default(false),
  assessment: Assessment,
  questions: z.array(z.string()),
  oneIsEnough: z.array(z.string()).default([]),
  rationale: z.string(),
  fix: z.string(),
});
export type Control = z.infer<typeof Control>;

/**
 * A person's answer to a manual control, until the end of a day (UTC).
 * It never answers an automated control.
 */
export const Attestation = z.strictObject({
  control: z.string().describe("Number of the control in the edition, such as 1.3."),
  account: AccountId.optional().describe("Account that it is about. Without it, it answers where a run has one account."),
  outcome: z.enum(["pass", "fail", "not-applicable"]).describe("What was found."),
  by: z.string().min(1).describe("Who looked."),
  on: z.iso.date().describe("Day on which it was found."),
  until: z.iso.date().describe("Last day on which it holds."),
  note: z.string().min(1).describe("What was looked at, and where the proof is."),
});
export type Attestation = z.infer<typeof Attestation>;

/** The edition of a benchmark that a run answers: the controls that were asked for, and what persons said of them. */
export const Benchmark = z.strictObject({
  id: z.string(),
  edition: z.string(),
  title: z.string(),
  controls: z.array(Control),
  attestations: z.array(Attestation).default([]),
});
export type Benchmark = z.infer<typeof Benchmark>;

const Counts = z.strictObject({
  pass: z.int(),
  fail: z.int(),
  "not-applicable": z.int(),
  unknown: z.int(),
  /** Of the failing ones, those that an exception covers. */
  excepted: z.int(),
});

/**
 * How one account stands to one control. `unknown`: something that answers it could not be looked at. `manual`: nobody has answered it, or
 * the attestation's day is over. `counts` are its findings. `severity` is the highest of its failing findings.
 */
export const ControlResult = z.strictObject({
  control: z.string(),
  account: AccountId,
  outcome: z.enum(["pass", "fail", "not-applicable", "unknown", "manual"]),
  reason: z.string().optional(),
  counts: Counts,
  attestation: Attestation.optional(),
});
export type ControlResult = z.infer<typeof ControlResult>;
export type ControlOutcome = ControlResult["outcome"];
