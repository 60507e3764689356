import { z } from "zod";
import { Benchmark } from "./benchmark.ts";
import { Cell } from "./coverage.ts";
import { ExceptionUse } from "./exception.ts";
import type { Finding } from "./finding.ts";
import { AccountId, Severity } from "./resource.ts";

/** What a run was asked to do; written before the first call, so that a broken run can be resumed and a plan judges as it did. */
export const RunHeader = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  tool: z.string(),
  startedAt: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
  partition: z.string(),
  endpoint: z.string().optional(),
  /** As asked for: names, or the one word `all`. */
  regionsAsked: z.array(z.string()),
  accounts: z.array(z.strictObject({ id: AccountId, name: z.string().optional(), regions: z.array(z.string()) })),
  checks: z.array(
    z.strictObject({
      ...{ id: z.string(), title: z.string(), severity: Severity, source: z.string(), remediation: z.string().optional() },
      /** Where other frameworks ask the same, such as `FSBP IAM.9`. */
      references: z.array(z.string()).optional(),
    }),
  ),
  settings: z.record(z.string(), z.json()),
  /** Only resources with these tags were looked at. */
  tags: z.record(z.string(), z.string()).optional(),
  knownAccounts: z.array(AccountId).default([]),
  /** The edition of a benchmark that the run answers; its checks are the questions of its controls. */
  benchmark: Benchmark.optional(),
});
export type RunHeader = z.infer<typeof RunHeader>;

/** API calls that were sent, retries included, by service and operation. */
export const CallCounts = z.record(z.string(), z.record(z.string(), z.int()));
export type CallCounts = z.infer<typeof CallCounts>;

const Counts = z.strictObject({
  pass: z.int(),
  fail: z.int(),
  "not-applicable": z.int(),
  unknown: z.int(),
  contained: z.int(),
  excepted: z.int(),
});

/** Written last: a run directory without it is unfinished. */
export const RunSummary = z.strictObject({
  finishedAt: z.iso.datetime(),
  counts: Counts,
  failBySeverity: z.record(Severity, z.int()),
  coverage: z.array(Cell),
  calls: CallCounts,
  /** Every exception that was given, whether or not its day is over. */
  exceptions: z.array(ExceptionUse).optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** All that a report is made from; findings stream in their final order (account, region, type, id, check, subKey). */
export interface RunReport {
  readonly header: RunHeader;
  readonly summary: RunSummary;
  findings(): AsyncIterable<Finding>;
}
