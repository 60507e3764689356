import { isDeepStrictEqual } from "node:util";
import { BlastRadius, type PlannedChange, type Undo, type Unplanned } from "@plumbline/finding-model/change";
import { exceptionText } from "@plumbline/finding-model/exception";
import type { Finding } from "@plumbline/finding-model/finding";
import { severityRank } from "@plumbline/finding-model/resource";
import { z } from "zod";
import type { Auditor, Remedy, Step, Undoable } from "./define.ts";
import { fingerprint } from "./fingerprint.ts";
import { judge, type RawInput } from "./judge.ts";
import { type KnownFacts as Facts, viewed, withState } from "./lens.ts";

/** A failing finding with what its check was told. */
export interface Failing {
  readonly auditor: Auditor;
  readonly finding: Finding;
  readonly input: RawInput;
}
/** What is planned for one resource, in order, and what is not. */
export interface ResourcePlan {
  readonly changes: readonly PlannedChange[];
  readonly unplanned: readonly Unplanned[];
}

const toUndo = (undo: Undoable): Undo => {
  if (undo === "restore") return { kind: "restore", notRestored: [] };
  return "impossible" in undo ? { kind: "impossible", reason: undo.impossible } : { kind: "restore", notRestored: [...undo.notRestored] };
};

function remedyFor({ auditor, finding }: Failing, input: RawInput): Remedy {
  if (!auditor.remediation) return { none: "the check has no remediation" };
  return auditor.remediation.plan(input, finding.subKey);
}

const isSatisfied = ({ change, after }: Step, facts: Facts): boolean => isDeepStrictEqual(viewed(change, facts), after);

/**
 * Tells whether the containment of a failing finding is in place: every step of its containing remedy is already as planned.
 * The answer names the changes, so that the journal can say whether they were ours.
 */
export function containedBy(failing: Failing): readonly string[] | undefined {
  const remedy = remedyFor(failing, failing.input);
  if ("none" in remedy || remedy.outcome === "cured" || remedy.steps.length === 0) return undefined;
  return remedy.steps.every((step) => isSatisfied(step, failing.input.facts)) ? remedy.steps.map((step) => step.change.name) : undefined;
}

const isStop = (remedy: Remedy): boolean => !("none" in remedy) && remedy.steps.some((step) => step.change.stage === "stop");

/**
 * Plans all failing findings of one resource together: each plan starts from the facts that the ones before it would leave, stops come
 * last. So two checks that edit the same policy do not overwrite each other.
 */
export function planResource(failing: readonly Failing[]): ResourcePlan {
  const changes: PlannedChange[] = [];
  const unplanned: Unplanned[] = [];
  let evolved: Facts = {};
  for (const one of inOrder(failing)) {
    const { auditor, finding } = one;
    const leave = (reason: string) => unplanned.push({ ...identity(finding), reason });
    const input = { ...one.input, facts: { ...one.input.facts, ...evolved } };
    const again = judge(auditor, input).find((judgement) => judgement.subKey === finding.subKey);
    if (again?.verdict.status !== "fail") {
      leave("another change of this plan puts it right");
      continue;
    }
    const remedy = remedyFor(one, input);
    if ("none" in remedy) {
      leave(remedy.none);
      continue;
    }
    const before = changes.length;
    let facts: Facts = input.facts;
    for (const step of remedy.steps) {
      if (isSatisfied(step, facts)) continue;
      changes.push({ ...toPlanned(finding, remedy.outcome, step, viewed(step.change, facts)), ...blastRadiusOf(one, input) });
      const changed = withState(step.change, facts, step.after);
      evolved = { ...evolved, ...pickChanged(facts, changed) };
      facts = changed;
    }
    if (changes.length === before) leave(remedy.outcome === "contained" ? "it is contained already" : "nothing is left to change");
  }
  return { changes, unplanned };
}

/** Stops last. Else the gravest first: S3 takes no edit of a policy that is public while it blocks public policies. */
function inOrder(failing: readonly Failing[]): Failing[] {
  const staged = failing.map((one) => ({ one, stage: Number(isStop(remedyFor(one, one.input))) }));
  const rank = ({ one }: { one: Failing }) => severityRank[one.auditor.severity];
  return staged.sort((a, b) => a.stage - b.stage || rank(b) - rank(a)).map(({ one }) => one);
}

function blastRadiusOf({ auditor, finding }: Failing, input: RawInput): { blastRadius?: BlastRadius } {
  const rule = auditor.remediation?.blastRadius;
  if (!rule) return {};
  const told = { untold: rule.untold, ...(rule.tells ? rule.of(input, finding.subKey) : { affected: [] }) };
  const said = Object.entries(told).filter(([, value]) => value !== undefined);
  return { blastRadius: BlastRadius.parse(Object.fromEntries(said)) };
}

const pickChanged = (before: Facts, after: Facts): Facts =>
  Object.fromEntries(Object.entries(after).filter(([key, value]) => !Object.is(before[key], value)));
const identity = ({ fingerprint, check, resource }: Finding) => ({ fingerprint, check, resource });

function toPlanned(finding: Finding, outcome: "cured" | "contained", { change, after, undo, note }: Step, before: unknown): PlannedChange {
  return {
    id: fingerprint(`${finding.fingerprint}/${change.name}`, finding.partition, finding.resource).slice(0, 12),
    ...identity(finding),
    severity: finding.severity,
    partition: finding.partition,
    change: change.name,
    aspect: change.aspect,
    before: z.json().parse(before),
    after: z.json().parse(after),
    outcome,
    undo: toUndo(undo),
    iam: [...change.iam],
    calls: [],
    ...(note === undefined ? {} : { note }),
  };
}

/** Plans what is not excepted; an exception says why a finding is left alone. */
export function planOpen(failing: readonly Failing[]): ResourcePlan {
  const open = failing.filter(({ finding }) => !finding.exception);
  const { changes, unplanned } = planResource(open);
  const left = failing.flatMap(({ finding: { fingerprint, check, resource, exception } }) =>
    exception ? [{ fingerprint, check, resource, reason: exceptionText(exception) }] : [],
  );
  return { changes, unplanned: [...unplanned, ...left] };
}
