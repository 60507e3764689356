import type { Finding } from "@plumbline/finding-model/finding";
import { describe, expect, it } from "vitest";
import { cell, runOf, startHub } from "./hub.fixture.ts";
import { finding, own, pass, unknown } from "./notice.fixture.ts";
import { tellSecurityHub } from "./security-hub.ts";

const fails = finding("orders");
const other = finding("returns");
const passing = (of: Finding): Finding => ({ ...of, verdict: pass });
const unseen = (of: Finding): Finding => ({ ...of, verdict: unknown });
const excepted = (of: Finding, more = {}): Finding => ({
  ...of,
  exception: { id: "e1", reason: "by intent", owner: "web", expires: "2026-12-31", ...more },
});
const later = { finishedAt: "2026-03-02T10:05:00.000Z", header: { id: "run-2" } };

describe("import", () => {
  it("takes what fails and what is unknown, and nothing of what passes", async () => {
    const hub = startHub();
    const queues = [fails, passing(other), unseen(finding("third"))];
    expect(await tellSecurityHub(runOf(queues), hub.connect)).toEqual({ imported: 2, archived: 0, kept: 0, problems: [] });
    expect(queues.map(hub.stateOf)).toEqual(["ACTIVE FAILED NEW", "none", "ACTIVE WARNING NEW"]);
  });

  it("goes to each account and region itself", async () => {
    const hub = startHub();
    const places = [
      { account: own, region: "eu-west-1" },
      { account: own, region: "us-east-1" },
      { account: "222222222222", region: "eu-west-1" },
    ];
    const findings = places.map((place, i) => finding(`q${i}`, { resource: place }));
    await tellSecurityHub(runOf(findings), hub.connect);
    const imports = hub.calls.filter(({ operation }) => operation === "BatchImportFindings");
    expect(imports.map(({ place }) => place)).toEqual(places);
    expect([...hub.kept.values()].map(({ ProductArn }) => ProductArn)).toEqual(
      places.map(({ account, region }) => `arn:aws:securityhub:${region}:${account}:product/${account}/default`),
    );
  });

  it("has at most 100 findings a call", async () => {
    const hub = startHub();
    const all = Array.from({ length: 201 }, (_, i) => finding(`q${i}`));
    expect(await tellSecurityHub(runOf(all), hub.connect)).toMatchObject({ imported: 201 });
    expect(hub.count("BatchImportFindings")).toBe(3);
  });

  it("of the same run twice changes nothing", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails, other]), hub.connect);
    const before = structuredClone([...hub.kept]);
    await tellSecurityHub(runOf([fails, other]), hub.connect);
    expect([...hub.kept].map(([id, { Workflow: _, ...rest }]) => [id, rest])).toEqual(
      before.map(([id, { Workflow: __, ...rest }]) => [id, rest]),
    );
  });

  it("keeps since when a finding is there", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails]), hub.connect);
    await tellSecurityHub(runOf([fails], later), hub.connect);
    expect([...hub.kept.values()][0]).toMatchObject({
      ...{ CreatedAt: "2026-03-01T10:05:00.000Z", FirstObservedAt: "2026-03-01T10:05:00.000Z", UpdatedAt: later.finishedAt },
    });
  });
});

describe("what becomes of an earlier finding", () => {
  const list = cell();
  const rows: Record<string, { now: Finding[]; run?: Parameters<typeof runOf>[1]; state: string; kept?: number }> = {
    "passes now": { now: [passing(fails)], state: "ARCHIVED PASSED NEW" },
    "applies no more": { now: [{ ...fails, verdict: { status: "not-applicable", reason: "r" } }], state: "ARCHIVED NOT_AVAILABLE NEW" },
    "is gone": { now: [], state: "ARCHIVED NOT_AVAILABLE NEW" },
    "fails still": { now: [fails], state: "ACTIVE FAILED NEW" },
    "could not be looked at": { now: [unseen(fails)], state: "ACTIVE FAILED NEW", kept: 1 },
    "is not there, and the listing was denied": {
      ...{ now: [], run: { coverage: [cell({ outcome: "denied" })] }, state: "ACTIVE FAILED NEW", kept: 1 },
    },
    "is not there, and an aspect of its type has a gap": {
      ...{ now: [], run: { coverage: [list, cell({ aspect: "policy", outcome: "throttled" })] }, state: "ACTIVE FAILED NEW", kept: 1 },
    },
    "is not there, and the check is unknown of another": { now: [unseen(other)], state: "ACTIVE FAILED NEW", kept: 1 },
    "is not there, and the run was narrowed by tags": {
      ...{ now: [], run: { header: { tags: { team: "web" } } }, state: "ACTIVE FAILED NEW", kept: 1 },
    },
    "is not there, and the run had other checks": {
      ...{ now: [], run: { header: { checks: [] } }, state: "ACTIVE FAILED NEW", kept: 1 },
    },
    "is of a question that this run did not put": {
      ...{ now: [], state: "ACTIVE FAILED NEW", kept: 1 },
      run: { header: { checks: [{ id: "sqs/not-public#strict", title: "t", severity: "low", source: "https://a.b" }] } },
    },
    "is of a region that this run left out": {
      ...{ now: [], run: { header: { accounts: [{ id: own, regions: ["us-east-1"] }] } }, state: "ACTIVE FAILED NEW" },
    },
    "is of an account that this run left out": {
      ...{ now: [], run: { header: { accounts: [{ id: "222222222222", regions: ["eu-west-1"] }] } }, state: "ACTIVE FAILED NEW" },
    },
    "is gone; a gap is of another region": {
      ...{ now: [], run: { coverage: [list, cell({ region: "us-east-1", outcome: "denied" })] }, state: "ARCHIVED NOT_AVAILABLE NEW" },
    },
    "passed in an older run, told late": {
      ...{ now: [passing(fails)], run: { finishedAt: "2026-02-01T00:00:00.000Z" }, state: "ACTIVE FAILED NEW", kept: 1 },
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { now, run = {}, state, kept = 0 }) => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails]), hub.connect);
    const outcome = await tellSecurityHub(runOf(now, { ...later, ...run, header: { ...later.header, ...run.header } }), hub.connect);
    expect([hub.stateOf(fails), outcome.kept, outcome.problems]).toEqual([state, kept, []]);
  });

  it("on the last page is archived too", async () => {
    const hub = startHub({ pageSize: 2 });
    const all = Array.from({ length: 5 }, (_, i) => finding(`q${i}`));
    await tellSecurityHub(runOf(all), hub.connect);
    expect(await tellSecurityHub(runOf([], later), hub.connect)).toMatchObject({ archived: 5 });
    expect(all.map(hub.stateOf)).toEqual(all.map(() => "ARCHIVED NOT_AVAILABLE NEW"));
    expect(await tellSecurityHub(runOf([], later), hub.connect)).toMatchObject({ archived: 0 });
  });

  it("of others is never touched", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails]), hub.connect);
    const [ours] = hub.kept.values();
    const product = "arn:aws:securityhub:eu-west-1::product/aws/guardduty";
    hub.kept.set("arn:guardduty", { ...ours!, Id: "arn:guardduty", GeneratorId: "guardduty", ProductArn: product });
    hub.kept.set("prowler-1", { ...ours!, Id: "prowler-1", GeneratorId: "prowler-sqs" });
    hub.kept.set("plumbline/member", { ...ours!, Id: "plumbline/member", ProductArn: ours!.ProductArn!.replaceAll(own, "222222222222") });
    expect(await tellSecurityHub(runOf([], later), hub.connect)).toMatchObject({ archived: 1 });
    for (const id of ["arn:guardduty", "prowler-1", "plumbline/member"]) expect(hub.kept.get(id)?.RecordState).toBe("ACTIVE");
  });

  it("comes back with its old date when it fails again", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails]), hub.connect);
    await tellSecurityHub(runOf([], later), hub.connect);
    await tellSecurityHub(runOf([fails], { ...later, finishedAt: "2026-03-03T00:00:00.000Z" }), hub.connect);
    expect(hub.stateOf(fails)).toBe("ACTIVE FAILED NEW");
    expect([...hub.kept.values()][0]?.CreatedAt).toBe("2026-03-01T10:05:00.000Z");
  });
});

describe("an exception", () => {
  it("suppresses a new finding by the import, with its words as note", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([excepted(fails)]), hub.connect);
    expect(hub.stateOf(fails)).toBe("ACTIVE FAILED SUPPRESSED");
    expect([...hub.kept.values()][0]?.Note).toMatchObject({ Text: "excepted until 2026-12-31 by web: by intent", UpdatedBy: "plumbline" });
    expect(hub.count("BatchUpdateFindings")).toBe(0);
  });

  it("suppresses a finding that is there, once; when it is over the finding is new again", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails, other]), hub.connect);
    await tellSecurityHub(runOf([excepted(fails), other], later), hub.connect);
    expect([fails, other].map(hub.stateOf)).toEqual(["ACTIVE FAILED SUPPRESSED", "ACTIVE FAILED NEW"]);
    await tellSecurityHub(runOf([excepted(fails), other], later), hub.connect);
    expect(hub.count("BatchUpdateFindings")).toBe(1);
    await tellSecurityHub(runOf([fails, other], later), hub.connect);
    expect(hub.stateOf(fails)).toBe("ACTIVE FAILED NEW");
  });

  it("that is not proven suppresses nothing", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([excepted(fails, { unproven: "its tags could not be read" })]), hub.connect);
    expect(hub.stateOf(fails)).toBe("ACTIVE FAILED NEW");
  });

  it("of a person in Security Hub is not taken back", async () => {
    const hub = startHub();
    await tellSecurityHub(runOf([fails]), hub.connect);
    const [[id, kept] = ["", undefined]] = [...hub.kept];
    hub.kept.set(id, { ...kept!, Workflow: { Status: "SUPPRESSED" }, Note: { Text: "mine", UpdatedBy: "jo", UpdatedAt: "t" } });
    await tellSecurityHub(runOf([fails], later), hub.connect);
    expect(hub.stateOf(fails)).toBe("ACTIVE FAILED SUPPRESSED");
  });
});

describe("what goes wrong", () => {
  it("is told finding by finding, and the others are imported", async () => {
    const hub = startHub({ refuses: [`plumbline/${fails.fingerprint}`] });
    expect(await tellSecurityHub(runOf([fails, other]), hub.connect)).toMatchObject({
      imported: 1,
      problems: [`account ${own} in eu-west-1: plumbline/sqs/not-public plumbline/${fails.fingerprint} was refused: InvalidInput: no`],
    });
  });

  it("in one place leaves the others alone", async () => {
    const hub = startHub();
    const broken = startHub({ faults: { GetFindings: "AccessDeniedException" } });
    const there = finding("q", { resource: { region: "us-east-1" } });
    const outcome = await tellSecurityHub(runOf([fails, there]), (place) => (place.region === "us-east-1" ? broken : hub).connect(place));
    expect(outcome).toMatchObject({
      imported: 1,
      problems: [expect.stringMatching(/us-east-1: 1 of its open findings not imported: .*AccessDenied/)],
    });
    expect(broken.count("BatchImportFindings")).toBe(0);
  });

  it("an import that fails as a whole is told, and nothing counts as imported", async () => {
    const hub = startHub({ faults: { BatchImportFindings: "AccessDeniedException" } });
    const { imported, problems } = await tellSecurityHub(runOf([fails, other]), hub.connect);
    expect([imported, problems]).toEqual([0, [expect.stringMatching(/2 findings not imported: .*AccessDenied/)]]);
  });

  it("Security Hub that is off is a problem where something is to be imported, and none elsewhere", async () => {
    const off = { faults: { GetFindings: "InvalidAccessException" } };
    expect((await tellSecurityHub(runOf([fails]), startHub(off).connect)).problems).toHaveLength(1);
    expect((await tellSecurityHub(runOf([passing(fails)]), startHub(off).connect)).problems).toEqual([]);
  });

  it("a workflow that can't be set is told", async () => {
    const hub = startHub({ faults: { BatchUpdateFindings: "AccessDeniedException" } });
    await tellSecurityHub(runOf([fails]), hub.connect);
    expect((await tellSecurityHub(runOf([excepted(fails)], later), hub.connect)).problems).toEqual([
      expect.stringMatching(/1 finding not set to SUPPRESSED: .*AccessDenied/),
    ]);
  });
});
