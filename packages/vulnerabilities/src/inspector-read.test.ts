import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { inspector2 } from "@plumbline/testkit/inspector2";
import { describe, expect, it } from "vitest";
import { type InspectorQuery, inspectorByArns, inspectorDetails, inspectorFindings } from "./inspector-read.ts";
import { allOf, here, idOf, inspectorFinding, standInAws } from "./stand-ins.fixture.ts";

const world = (mostOfPage?: number) => {
  const inspector = inspector2(mostOfPage === undefined ? {} : { mostOfPage });
  return { inspector, aws: standInAws(inspector.faults) };
};
const names = (all: readonly { findingArn: string }[]) => all.map(({ findingArn }) => findingArn.split("/")[1]);
const callsOf = ({ calls }: { calls: readonly { operation: string }[] }, operation: string) =>
  calls.filter((call) => call.operation === operation).length;
const refuse = (error: Error) => {
  throw error;
};
const enabled = { accounts: [{ accountId: "111111111111", state: { status: "ENABLED" } }] };

describe("findings of Inspector", () => {
  it("are read by pages of 100", async () => {
    const { inspector, aws } = world();
    inspector.put(here, ...Array.from({ length: 201 }, (_, i) => inspectorFinding(`f${i}`)));
    expect((await allOf(await inspectorFindings(aws))).length).toBe(201);
    expect([callsOf(aws, "ListFindings"), callsOf(aws, "BatchGetAccountStatus")]).toEqual([3, 1]);
  });

  const rows: Record<string, readonly [InspectorQuery, string[]]> = {
    "of every type, status and kind of resource": [{}, ["a", "port", "closed", "new"]],
    "of some states": [{ statuses: ["SUPPRESSED", "CLOSED"] }, ["closed"]],
    "updated in a span": [{ updated: { since: new Date("2026-05-10T00:00:00Z"), until: new Date("2026-05-20T00:00:00Z") } }, ["closed"]],
    "of a member": [{ accounts: ["222222222222"] }, ["member"]],
    "of all accounts": [{ accounts: "all" }, ["a", "port", "closed", "new", "member"]],
  };
  it.each(Object.entries(rows))("%s", async (_name, [query, expected]) => {
    const { inspector, aws } = world(2);
    inspector.put(
      here,
      inspectorFinding("a"),
      inspectorFinding("port", { type: "NETWORK_REACHABILITY" }),
      inspectorFinding("closed", { status: "CLOSED", updatedAt: Date.parse("2026-05-15T00:00:00Z") / 1000 }),
      inspectorFinding("new", { type: "QUANTUM", resources: [{ type: "AWS_TOASTER", id: "t" }] }),
      inspectorFinding("member", { awsAccountId: "222222222222" }),
    );
    expect(names(await allOf(await inspectorFindings(aws, query)))).toEqual(expected);
  });

  it("by their ARNs come 10 a call", async () => {
    const { inspector, aws } = world();
    inspector.put(here, ...Array.from({ length: 12 }, (_, i) => inspectorFinding(`f${i}`)));
    const arns = Array.from({ length: 21 }, (_, i) => idOf(`f${i}`));
    expect(names(await allOf(await inspectorByArns(aws, arns)))).toEqual(Array.from({ length: 12 }, (_, i) => `f${i}`));
    expect(callsOf(aws, "ListFindings")).toBe(3);
  });
});

describe("details", () => {
  it("come 10 a call; a finding without any is left out", async () => {
    const { inspector, aws } = world();
    const arns = Array.from({ length: 11 }, (_, i) => idOf(`f${i}`));
    inspector.detail(here, arns[0]!, { cisaData: { dateAdded: 1767225600, action: "Patch" }, cwes: ["CWE-79"], riskScore: 40 });
    inspector.detail(here, arns[10]!, {});
    expect(await Array.fromAsync(inspectorDetails(aws, arns, refuse))).toEqual([
      {
        ...{ findingArn: arns[0], riskScore: 40, cwes: ["CWE-79"], ttps: [], tools: [], referenceUrls: [], evidences: [] },
        cisaData: { dateAdded: "2026-01-01T00:00:00.000Z", action: "Patch" },
      },
      { findingArn: arns[10], cwes: [], ttps: [], tools: [], referenceUrls: [], evidences: [] },
    ]);
    expect(callsOf(aws, "BatchGetFindingDetails")).toBe(2);
  });
  it("that are refused for one finding are told with its name, and the others come", async () => {
    const errors = [{ findingArn: "arn:x", errorCode: "INTERNAL_ERROR", errorMessage: "no" }];
    const aws = fakeAws({ answers: { BatchGetFindingDetails: { findingDetails: [{ findingArn: "arn:y", riskScore: 4 }], errors } } });
    const told: string[] = [];
    const found = await Array.fromAsync(inspectorDetails(aws, ["arn:x", "arn:y"], ({ message }) => told.push(message)));
    expect([found.map(({ findingArn }) => findingArn), told]).toEqual([
      ["arn:y"],
      ["details of arn:x of Inspector in account 111111111111, region eu-west-1 were refused: INTERNAL_ERROR: no"],
    ]);
  });
});

describe("where it can't look", () => {
  it("a service that is off is said, and nothing is listed", async () => {
    const { inspector, aws } = world();
    inspector.switchOff(here);
    const reason = "Inspector is off in account 111111111111, region eu-west-1: DISABLED";
    expect(await inspectorFindings(aws)).toEqual({ kind: "not-enabled", reason });
    expect(callsOf(aws, "ListFindings")).toBe(0);
  });
  it("an administrator that is off itself still reads its members, all or by name", async () => {
    const { inspector, aws } = world();
    inspector.put(here, inspectorFinding("own"), inspectorFinding("member", { awsAccountId: "222222222222" }));
    inspector.switchOff(here);
    for (const accounts of ["all", ["222222222222"]] as const)
      expect(names(await allOf(await inspectorFindings(aws, { accounts })))).toEqual(["member"]);
  });
  it("an administrator that is off and sees nothing is off", async () => {
    const { inspector, aws } = world();
    inspector.switchOff(here);
    expect(await inspectorFindings(aws, { accounts: "all" })).toMatchObject({ kind: "not-enabled" });
  });
  it.each(["SUSPENDED", "SUSPENDING", "DISABLING"])("one that is %s is neither on nor off", async (status) => {
    const aws = fakeAws({ answers: { BatchGetAccountStatus: { accounts: [{ accountId: "111111111111", state: { status } }] } } });
    await expect(inspectorFindings(aws)).rejects.toThrow(
      `Inspector is neither on nor off in account 111111111111, region eu-west-1: ${status}`,
    );
  });
  it.each([
    ["no account", []],
    ["another account", [{ accountId: "222222222222", state: { status: "DISABLED" } }]],
    ["the account without a status", [{ accountId: "111111111111" }]],
  ])('an answer that names %s is no "off"', async (_, accounts) => {
    const aws = fakeAws({ answers: { BatchGetAccountStatus: { accounts } } });
    await expect(inspectorFindings(aws)).rejects.toThrow(
      "Inspector does not say whether it is on in account 111111111111, region eu-west-1: the account is not in the answer",
    );
  });
  it("a status that is refused is an error", async () => {
    const failedAccounts = [{ accountId: "111111111111", errorCode: "ACCESS_DENIED", errorMessage: "no" }];
    const aws = fakeAws({ answers: { BatchGetAccountStatus: { accounts: [], failedAccounts } } });
    await expect(inspectorFindings(aws)).rejects.toMatchObject({
      name: "FindingError",
      hint: expect.stringContaining("BatchGetAccountStatus"),
    });
  });
  it("a listing that is denied is an error", async () => {
    const aws = fakeAws({
      answers: { BatchGetAccountStatus: enabled, ListFindings: () => Promise.reject(awsFault("AccessDeniedException", "no", 403)) },
    });
    await expect(inspectorFindings(aws)).rejects.toMatchObject({ name: "AwsError", kind: "denied" });
  });
  it("a finding that can't be read is named", async () => {
    const findings = [{ ...inspectorFinding("a"), firstObservedAt: "2026-05-01" }];
    const aws = fakeAws({ answers: { BatchGetAccountStatus: enabled, ListFindings: { findings } } });
    await expect(inspectorFindings(aws)).rejects.toThrow(/finding \S+\/a of Inspector in account 111111111111, .*firstObservedAt/s);
  });
  it("a finding that can't be read does not keep the others back from who takes such ones", async () => {
    const findings = [{ ...inspectorFinding("a"), firstObservedAt: "2026-05-01" }, inspectorFinding("b")];
    const aws = fakeAws({ answers: { BatchGetAccountStatus: enabled, ListFindings: { findings } } });
    const told: string[] = [];
    const found = await allOf(await inspectorFindings(aws, { onUnreadable: ({ message }) => told.push(message) }));
    expect([names(found), told]).toEqual([["b"], [expect.stringMatching(/\/a of Inspector.*firstObservedAt/s)]]);
  });
});
