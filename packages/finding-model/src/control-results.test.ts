import { expect, it } from "vitest";
import type { Attestation, Control, ControlResult } from "./benchmark.ts";
import { controlResults } from "./control-results.ts";
import type { Cell } from "./coverage.ts";
import type { Finding } from "./finding.ts";
import type { RunHeader, RunSummary } from "./run-report.ts";

const account = "111111111111";
const control = (changes: Partial<Control> = {}): Control => ({
  ...{ id: "1.4", key: "k", title: "t", section: "iam", level: 1, isLevelUncertain: false, assessment: "automated" },
  ...{ questions: ["sqs/a#x"], oneIsEnough: [], rationale: "r", fix: "f" },
  ...changes,
});
type Status = Finding["verdict"]["status"];
const denial = { status: "unknown", cause: "denied", aspect: "policy", reason: "no" } as const;
const verdicts: { [S in Status]: Finding["verdict"] } = {
  pass: { status: "pass" },
  fail: { status: "fail", reason: "bad", evidence: {} },
  "not-applicable": { status: "not-applicable", reason: "none" },
  unknown: denial,
};
const finding = (status: Status, changes: Partial<Finding> = {}): Finding => ({
  ...{ check: "sqs/a#x", title: "t", severity: "low", partition: "aws", fingerprint: "0".repeat(32) },
  ...{ resource: { account, region: "eu-west-1", type: "sqs", id: "q" }, verdict: verdicts[status] },
  ...changes,
});
const denied: Cell = {
  ...{ account, region: "eu-west-1", type: "sqs", aspect: "list", outcome: "denied", asked: 0, ok: 0, fetches: 1 },
  ...{ failures: { denied: 1 }, required: true },
};
const attestation: Attestation = { control: "1.4", outcome: "pass", by: "jo", on: "2026-01-01", until: "2026-06-30", note: "seen" };

interface Row {
  readonly control?: Partial<Control>;
  readonly findings?: readonly Finding[];
  readonly coverage?: readonly Cell[];
  readonly attestations?: readonly Attestation[];
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
}
const evaluatedAt = "2026-03-01T00:00:00.000Z";
async function resultOf({
  control: changes,
  findings = [],
  coverage = [],
  attestations = [],
  regions = ["all"],
  accounts = [account],
}: Row): Promise<ControlResult | undefined> {
  const header = {
    accounts: accounts.map((id) => ({ id, regions: [] })),
    evaluatedAt,
    regionsAsked: regions,
    benchmark: { id: "b", edition: "1", title: "t", controls: [control(changes)], attestations: [...attestations] },
  } as unknown as RunHeader;
  const [result] = await controlResults({
    header,
    summary: { coverage } as unknown as RunSummary,
    async *findings() {
      yield* findings;
    },
  });
  return result;
}

const some = { oneIsEnough: ["sqs/a#x"] };
/** Every queue must answer the first question well, and one of them the second. */
const both = { questions: ["sqs/a#x", "sqs/b"], oneIsEnough: ["sqs/b"] };
const second = { check: "sqs/b" };
const manual = { assessment: "manual" } as const;
const rows: Record<string, [Row, ControlResult["outcome"]]> = {
  "all pass": [{ findings: [finding("pass"), finding("not-applicable")] }, "pass"],
  "one of many fails": [{ findings: [finding("pass"), finding("fail")] }, "fail"],
  "one fails and one is unknown": [{ findings: [finding("unknown"), finding("fail")] }, "fail"],
  "one is unknown": [{ findings: [finding("pass"), finding("unknown")] }, "unknown"],
  "nothing that it is about": [{ findings: [finding("not-applicable")] }, "not-applicable"],
  "nothing found": [{}, "not-applicable"],
  "nothing found, since the listing was denied": [{ coverage: [denied] }, "unknown"],
  "what was seen passes, but a region was denied": [{ findings: [finding("pass")], coverage: [denied] }, "unknown"],
  "an aspect that another check needs was denied": [{ findings: [finding("pass")], coverage: [{ ...denied, aspect: "policy" }] }, "pass"],
  "a listing of another type was denied": [{ findings: [finding("pass")], coverage: [{ ...denied, type: "sns" }] }, "pass"],
  "a listing of another account was denied": [{ findings: [finding("pass")], coverage: [{ ...denied, account: "222222222222" }] }, "pass"],
  "a region that nobody named is disabled": [
    { findings: [finding("pass")], coverage: [{ ...denied, outcome: "region-disabled", required: false }] },
    "pass",
  ],
  "findings of the same check at another setting": [{ findings: [finding("fail", { check: "sqs/a#y" }), finding("pass")] }, "pass"],
  "findings of another account": [
    { findings: [finding("fail", { resource: { ...finding("fail").resource, account: "222222222222" } }), finding("pass")] },
    "pass",
  ],
  "an automated control that nothing asks about": [{ control: { questions: [] } }, "unknown"],
  "one of some passes": [{ control: some, findings: [finding("fail"), finding("pass"), finding("unknown")] }, "pass"],
  "none of some passes": [{ control: some, findings: [finding("fail")] }, "fail"],
  "none of some passes, and one is unknown": [{ control: some, findings: [finding("fail"), finding("unknown")] }, "unknown"],
  "every and one of some": [
    { control: both, findings: [finding("pass"), finding("pass"), finding("pass", second), finding("fail", second)] },
    "pass",
  ],
  "every, but none of some": [{ control: both, findings: [finding("pass"), finding("pass"), finding("fail", second)] }, "fail"],
  "one of some, but not every": [{ control: both, findings: [finding("pass"), finding("fail"), finding("pass", second)] }, "fail"],
  "every, and of some one is unknown and the others fail": [
    { control: both, findings: [finding("pass"), finding("fail", second), finding("unknown", second)] },
    "unknown",
  ],
  "one of some, while a place could not be listed": [
    { control: both, findings: [finding("pass"), finding("pass", second)], coverage: [denied] },
    "unknown",
  ],
  "one of some is enough, though a place could not be listed": [{ control: some, findings: [finding("pass")], coverage: [denied] }, "pass"],
  "a manual control whose evidence passes": [{ control: manual, findings: [finding("pass")] }, "manual"],
  "a manual control whose evidence fails": [{ control: manual, findings: [finding("fail")] }, "manual"],
  "a manual control that is attested": [{ control: manual, attestations: [attestation] }, "pass"],
  "an attestation of its last day": [{ control: manual, attestations: [{ ...attestation, until: "2026-03-01" }] }, "pass"],
  "an attestation whose day is over": [{ control: manual, attestations: [{ ...attestation, until: "2026-02-28" }] }, "manual"],
  "an attestation of the future": [{ control: manual, attestations: [{ ...attestation, on: "2026-03-02" }] }, "manual"],
  "a later attestation that is over, after one that is not": [
    { control: manual, attestations: [attestation, { ...attestation, on: "2026-02-01", until: "2026-02-02", outcome: "fail" }] },
    "manual",
  ],
  "an attestation without an account, in a run of several": [
    { control: manual, attestations: [attestation], accounts: [account, "222222222222"] },
    "manual",
  ],
  "an attestation of this account, in a run of several": [
    { control: manual, attestations: [{ ...attestation, account }], accounts: [account, "222222222222"] },
    "pass",
  ],
  "one of some may be in a region that was not named": [{ control: some, findings: [finding("fail")], regions: ["eu-west-1"] }, "unknown"],
  "one of some is in a region that was named": [
    { control: some, findings: [finding("fail"), finding("pass")], regions: ["eu-west-1"] },
    "pass",
  ],
  "an attestation of another account": [{ control: manual, attestations: [{ ...attestation, account: "222222222222" }] }, "manual"],
  "an attestation of this account before one of all": [
    { control: manual, attestations: [attestation, { ...attestation, account, outcome: "fail" }] },
    "fail",
  ],
  "the latest of two attestations": [
    { control: manual, attestations: [attestation, { ...attestation, on: "2026-02-01", outcome: "not-applicable" }] },
    "not-applicable",
  ],
  "an attestation of an automated control": [{ findings: [finding("fail")], attestations: [attestation] }, "fail"],
};
it.each(Object.entries(rows))("%s", async (_, [row, outcome]) => {
  expect((await resultOf(row))?.outcome).toBe(outcome);
});

it("counts the failing findings that an exception covers", async () => {
  const exception = { id: "e", reason: "r", owner: "o" };
  const result = await resultOf({ findings: [finding("fail", { exception }), finding("fail")] });
  expect(result?.counts).toEqual({ pass: 0, fail: 2, "not-applicable": 0, unknown: 0, excepted: 1 });
});

const reasons: Record<string, [Row, string | undefined]> = {
  "an aspect that was denied": [{ findings: [finding("unknown"), finding("pass")] }, "sqs policy could not be read (denied)"],
  "an aspect of a context that was denied": [
    { findings: [finding("unknown", { verdict: { ...denial, aspect: "account.summary" } })] },
    "account summary could not be read (denied)",
  ],
  "a check that could not judge": [
    { findings: [finding("unknown", { verdict: { ...denial, aspect: "evaluate", reason: "only its home can tell" } })] },
    "only its home can tell",
  ],
  "a listing that was denied": [{ coverage: [denied] }, "sqs in eu-west-1 could not be listed (denied)"],
  "a manual control": [{ control: manual }, "a person has to look"],
  "a manual control whose evidence was denied": [
    { control: manual, findings: [finding("unknown")] },
    "a person has to look; sqs policy could not be read (denied)",
  ],
  "an attestation of the future": [
    { control: manual, attestations: [{ ...attestation, on: "2026-03-02" }] },
    "the attestation by jo begins on 2026-03-02",
  ],
  "nothing in the regions that were named": [
    { regions: ["eu-west-1"] },
    "there is nothing that it is about in the regions that were named",
  ],
  "one of some": [{ control: some, findings: [finding("fail"), finding("pass")] }, "one that passes is enough"],
};
it.each(Object.entries(reasons))("says why: %s", async (_, [row, reason]) => {
  expect((await resultOf(row))?.reason).toBe(reason);
});
