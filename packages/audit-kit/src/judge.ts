import type { Failure } from "@plumbline/finding-model/failure";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { type Finding, Verdict } from "@plumbline/finding-model/finding";
import { type ResourceRef, Severity, severityRank } from "@plumbline/finding-model/resource";
import { z } from "zod";
import type { Auditor, CheckVerdict, PartVerdict } from "./define.ts";
import { fingerprint } from "./fingerprint.ts";
import { failureOf } from "./look.ts";
import type { Seen } from "./survey.ts";

/** An aspect that could not be read. */
export interface Unseen {
  readonly aspect: string;
  readonly failure: Failure;
}
/** What `evaluate` is given, without its types. */
export type RawInput = Parameters<Auditor["evaluate"]>[0];

export const isUnseen = (value: object): value is Unseen => "failure" in value;

/** Picks what a check needs of a resource, or says what could not be seen. */
export function factsOf({ resource, aspects, failure }: Seen, needs: readonly string[]): { facts: Record<string, unknown> } | Unseen {
  if (failure) return { aspect: "list", failure };
  const facts: Record<string, unknown> = { ...resource };
  for (const aspect of needs) {
    const known = aspects.get(aspect);
    if (!known) return { aspect, failure: { kind: "absent", message: "never asked" } };
    if (known.failure) return { aspect, failure: known.failure };
    facts[aspect] = known.value;
  }
  return { facts };
}

/** What is said of a check whose aspect could not be read: gone is not-applicable, all else unknown, never pass. */
export const unseenVerdict = ({ aspect, failure }: Unseen): Finding["verdict"] =>
  failure.kind === "gone"
    ? { status: "not-applicable", reason: "deleted while we looked" }
    : { status: "unknown", cause: failure.kind, aspect, reason: failure.message };

const isParts = (verdict: CheckVerdict | readonly PartVerdict[]): verdict is readonly PartVerdict[] => Array.isArray(verdict);

/** A verdict with the part it is about, and the severity where it is lower than the check's own. */
export interface Judgement {
  readonly subKey?: string;
  readonly severity?: Severity;
  readonly verdict: Finding["verdict"];
}

function judgementOf(auditor: Auditor, said: CheckVerdict): Judgement {
  if (said.status !== "fail" || said.severity === undefined) return { verdict: Verdict.parse(said) };
  const { severity: own, ...verdict } = said;
  const severity = Severity.parse(own);
  if (severityRank[severity] > severityRank[auditor.severity])
    throw new Error(`a fail of severity ${severity} is above the check's own ${auditor.severity}`);
  return { severity, verdict: Verdict.parse(verdict) };
}

function judgeParts(auditor: Auditor, parts: readonly PartVerdict[]): Judgement[] {
  if (parts.length === 0) return [{ verdict: { status: "not-applicable", reason: "it has no such part" } }];
  if (new Set(parts.map((part) => part.subKey)).size < parts.length) throw new Error("two verdicts have the same subKey");
  return parts.map(({ subKey, ...said }) => ({ subKey, ...judgementOf(auditor, said) }));
}

/** Evaluates a check; a check that throws is `unknown`, since it did not judge. */
export function judge(auditor: Auditor, input: RawInput): Judgement[] {
  try {
    const said = auditor.evaluate(input);
    return isParts(said) ? judgeParts(auditor, said) : [judgementOf(auditor, said)];
  } catch (error) {
    const reason = error instanceof z.ZodError ? faultsIn(error) : failureOf(error).message;
    return [{ verdict: { status: "unknown", cause: "failed", aspect: "evaluate", reason } }];
  }
}

/** Makes a finding of a judgement, with the check's severity unless the judgement has its own. */
export function toFinding(auditor: Auditor, partition: string, resource: ResourceRef, judgement: Judgement): Finding {
  const { subKey, severity, verdict } = judgement;
  return {
    check: auditor.id,
    title: auditor.title,
    severity: severity ?? auditor.severity,
    partition,
    resource,
    ...(subKey === undefined ? {} : { subKey }),
    fingerprint: fingerprint(auditor.id, partition, resource, subKey),
    verdict,
  };
}
