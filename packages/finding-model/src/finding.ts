import { z } from "zod";
import { ExceptionMark } from "./exception.ts";
import { FailureKind } from "./failure.ts";
import { ResourceRef, Severity } from "./resource.ts";

const Pass = z.strictObject({ status: z.literal("pass"), evidence: z.record(z.string(), z.json()).optional() });
const Fail = z.strictObject({ status: z.literal("fail"), reason: z.string().min(1), evidence: z.record(z.string(), z.json()) });
const NotApplicable = z.strictObject({ status: z.literal("not-applicable"), reason: z.string().min(1) });

/** What a check may say; `unknown` is missing on purpose, since only the runner says it. */
export const Verdict = z.discriminatedUnion("status", [Pass, Fail, NotApplicable]);
export type Verdict = z.infer<typeof Verdict>;

/** Said by the runner alone, when an aspect that the check needs could not be read. */
export const Unknown = z.strictObject({ status: z.literal("unknown"), cause: FailureKind, aspect: z.string(), reason: z.string() });
export type Unknown = z.infer<typeof Unknown>;

/**
 * One check's word on one resource, or on one part of it named by `subKey` (an access key of a user, say).
 * Resource id `*` means that not even the listing could be read.
 * `contained` says that the remediation of a failing resource is in place although the fault remains: a stopped database is still
 * unencrypted. `change` is the journal's id of the change that did it, when it was ours.
 * `exception` names the exception that covers the finding.
 */
export const Finding = z.strictObject({
  check: z.string(),
  title: z.string(),
  severity: Severity,
  partition: z.string(),
  resource: ResourceRef,
  subKey: z.string().optional(),
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  verdict: z.discriminatedUnion("status", [Pass, Fail, NotApplicable, Unknown]),
  contained: z.strictObject({ change: z.string().optional() }).optional(),
  exception: ExceptionMark.optional(),
});
export type Finding = z.infer<typeof Finding>;
/** True when an exception is proven to cover a finding: it does not count then. */
export const isExcepted = ({ exception }: Pick<Finding, "exception">): boolean =>
  exception !== undefined && exception.unproven === undefined;
export type Status = Finding["verdict"]["status"];
