import type { Finding } from "@plumbline/finding-model/finding";
import { Notice } from "@plumbline/finding-model/notice";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finding, notice, own, remediations } from "./notice.fixture.ts";
import { checksWithSubject } from "./seed-subjects.ts";
import { mostSubjectCharacters, subjectOf } from "./subject.ts";

const other = "222222222222";
const of = (check: string, id: string, evidence: Record<string, string | object> = {}, subKey?: string): Finding =>
  finding(id, {
    check,
    resource: { type: check.split("/")[0] ?? "" },
    verdict: { status: "fail", reason: "r", evidence: JSON.parse(JSON.stringify(evidence)) },
    ...(subKey === undefined ? {} : { subKey }),
  });
const publicShare = { shares: [{ kind: "everyone", id: "all" }] };
const strange = { shares: [{ kind: "account", id: other }] };

describe("a subject keeps the start of the seed's and tells the state", () => {
  const rows: Record<string, { finding: Finding; says: string }> = {
    queue: { finding: of("sqs/not-public", "https://q"), says: "SQS https://q is public - not tried" },
    "public image": { finding: of("ami/not-shared", "ami-1", publicShare), says: `EC2 AMI ami-1 in account ${own} is public - not tried` },
    "shared image": {
      finding: of("ami/not-shared", "ami-1", strange),
      says: `AMI ami-1 in account ${own} is shared with unknown account ${other} - not tried`,
    },
    "public database snapshot": {
      finding: of("rds_snapshot/not-shared", "s", { sharedWith: ["all"] }),
      says: `RDS DB snapshot s in account ${own} is public - not tried`,
    },
    region: { finding: of("region/guardduty-enabled", ""), says: `GuardDuty not enabled in ${own}/eu-west-1 - not tried` },
    "instance behind a load balancer": {
      finding: of("elb/no-public-dev-instance", "web", {}, "i-1"),
      says: "Dev EC2 i-1 is Public - via elbv1 web - not tried",
    },
    "a check without words of its own": {
      finding: of("queue/tidy", "q"),
      says: `Check queue/tidy fails for q in ${own}/eu-west-1 - not tried`,
    },
    "letters beyond ASCII": { finding: of("rds/not-public", "é 数\n"), says: "RDS e ? not compliant - PubliclyAccessible - not tried" },
    "a pattern of a replacement": { finding: of("sqs/not-public", "$& {id} $1"), says: "SQS $& {id} $1 is public - not tried" },
  };
  it.each(Object.entries(rows))("%s", (_, { finding, says }) => expect(subjectOf(notice(finding))).toBe(says));
});

describe("what SNS refused of the seed's subjects is cut, with a mark, and its state is whole", () => {
  const user = "a-user-with-a-rather-long-name@example.com";
  const rows: Record<string, { finding: Finding; state?: string; says: string }> = {
    "region with four issues: one notice each": {
      finding: of("region/cloudtrail-enabled", ""),
      says: `CloudTrail is not enabled in ${own}/eu-west-1 - not tried`,
    },
    "EBS snapshot shared with an unknown account": {
      finding: of("ebs_snapshot/not-shared", "snap-0123456789abcdef0", strange),
      says: `EBS snapshot snap-0123456789abcdef0 in account ${own} is shared with unknown a... - not tried`,
    },
    "image shared with an unknown account, and not remediated": {
      finding: of("ami/not-shared", "ami-0123456789abcdef0", strange),
      state: "failed",
      says: `AMI ami-0123456789abcdef0 in account ${own} is shared with unknown account 222222... - failed`,
    },
    "user with a long name": {
      finding: of("iam_user/console-mfa", user),
      says: `IAM user a-user-wit...example.com in account ${own} has a password login but n... - not tried`,
    },
  };
  it.each(Object.entries(rows))("%s", (_, { finding, state = "not tried", says }) => {
    const subject = subjectOf(notice(finding, { remediation: remediations[state]! }));
    expect(subject).toBe(says);
    expect(subject.length).toBeLessThan(100);
  });
});

describe("states are told apart", () => {
  it.each(Object.entries(remediations))("%s", (words, remediation) => {
    const happened = words === "verified: cured" ? "resolved" : "new";
    expect(subjectOf(notice(finding(), { remediation, happened }))).toBe(`SQS orders is public - ${words}`);
  });

  it("resolved, without a change of ours", () =>
    expect(subjectOf(notice(finding(), { happened: "resolved" }))).toBe("SQS orders is public - resolved"));
});

const isAscii = /^[\x21-\x7e][\x20-\x7e]*$/;

it.each(checksWithSubject)("the longest names of %s fit", (check) => {
  for (const evidence of [publicShare, strange])
    for (const remediation of Object.values(remediations)) {
      const subject = subjectOf(notice(of(check, "x".repeat(2048), evidence, "y".repeat(128)), { remediation }));
      expect(subject.length).toBeLessThanOrEqual(mostSubjectCharacters);
      expect(subject.includes("...")).toBe(!/^(account|region)/.test(check));
    }
});

it("any subject is ASCII, of one line and short enough, begins with a sign, and ends with its state", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 150 });
  const check = fc.oneof(fc.constantFrom(...checksWithSubject), text);
  fc.assert(
    fc.property(
      check,
      text,
      text,
      text,
      fc.constantFrom(...Object.entries(remediations)),
      (check, id, region, subKey, [words, remediation]) => {
        const subject = subjectOf(notice(finding(id, { check, subKey, resource: { region, type: "t" } }), { remediation }));
        expect(subject).toMatch(isAscii);
        expect(subject.length).toBeLessThanOrEqual(99);
        expect(subject.endsWith(` - ${words}`)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

it("the fixtures are notices", () => {
  for (const remediation of Object.values(remediations)) expect(Notice.parse(notice(finding(), { remediation }))).toBeDefined();
});
