import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { securityHub } from "@plumbline/testkit/security-hub";
import { describe, expect, it } from "vitest";
import { type HubQuery, securityHubByIds, securityHubFindings } from "./hub-read.ts";
import { allOf, here, hubFinding, idOf, standInAws } from "./stand-ins.fixture.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const product = (name: string) => ({
  ProductName: name,
  Types: ["Software and Configuration Checks/Industry and Regulatory Standards/PCI-DSS"],
});
const world = (mostOfPage?: number) => {
  const hub = securityHub({ now: () => now, ...(mostOfPage === undefined ? {} : { mostOfPage }) });
  return { hub, aws: standInAws(hub.faults) };
};
const names = (all: readonly { id: string }[]) => all.map(({ id }) => id.split("/")[1]);
const filtersOf = ({ calls }: { calls: readonly { input: unknown }[] }) =>
  calls.map(({ input }) => (input as { Filters: Record<string, { Value: string; Comparison: string }[]> }).Filters);

describe("findings of Security Hub", () => {
  it("are read by pages of 100, and calls grow with pages, not with resources", async () => {
    const { hub, aws } = world();
    const onOneEach = (i: number) => ({
      Resources: [{ Type: "AwsEc2Instance", Id: `arn:aws:ec2:eu-west-1:111111111111:instance/i-${i}` }],
    });
    hub.put(here, ...Array.from({ length: 250 }, (_, i) => hubFinding(`f${i}`, onOneEach(i))));
    const all = await allOf(await securityHubFindings(aws));
    expect([all.length, new Set(names(all)).size]).toEqual([250, 250]);
    expect(aws.calls.map(({ operation, input }) => [operation, (input as { MaxResults: number }).MaxResults])).toEqual([
      ...[1, 2, 3].map(() => ["GetFindings", 100]),
    ]);
  });

  it("are asked with the place and with times in UTC", async () => {
    const { aws } = world();
    const updated = { since: new Date("2026-05-01T00:00:00+02:00"), until: now };
    await securityHubFindings(aws, { updated, workflow: ["SUPPRESSED"] });
    expect(filtersOf(aws)).toEqual([
      {
        Region: [{ Value: "eu-west-1", Comparison: "EQUALS" }],
        AwsAccountId: [{ Value: "111111111111", Comparison: "EQUALS" }],
        UpdatedAt: [{ Start: "2026-04-30T22:00:00.000Z", End: "2026-06-01T00:00:00.000Z" }],
        WorkflowStatus: [{ Value: "SUPPRESSED", Comparison: "EQUALS" }],
        ProductName: ["Security Hub", "Security Hub CSPM"].map((Value) => ({ Value, Comparison: "NOT_EQUALS" })),
      },
    ]);
  });

  const rows: Record<string, readonly [HubQuery, string[]]> = {
    "vulnerabilities of every state": [{}, ["fresh", "old", "archived", "suppressed"]],
    "all, with checks and threats": [{ select: "all" }, ["fresh", "old", "archived", "suppressed", "check", "threat"]],
    "updated since": [{ updated: { since: new Date("2026-05-30T00:00:00Z"), until: now } }, ["fresh", "archived"]],
    "put aside": [{ workflow: ["SUPPRESSED", "RESOLVED"] }, ["suppressed"]],
    "of a linked region": [{ regions: ["eu-west-2"] }, ["linked"]],
    "of both regions": [{ regions: ["eu-west-1", "eu-west-2"] }, ["fresh", "old", "archived", "suppressed", "linked"]],
    "of a member": [{ accounts: ["222222222222"] }, ["member"]],
    "of all accounts": [{ accounts: "all" }, ["fresh", "old", "archived", "suppressed", "member"]],
  };
  it.each(Object.entries(rows))("%s", async (_name, [query, expected]) => {
    const { hub, aws } = world(2);
    hub.aggregate(here, ["eu-west-2"]);
    hub.put({ ...here, region: "eu-west-2" }, hubFinding("linked", { Region: "eu-west-2" }));
    hub.put(
      here,
      hubFinding("fresh", { UpdatedAt: "2026-05-31T00:00:00Z" }),
      hubFinding("old"),
      hubFinding("archived", { RecordState: "ARCHIVED", UpdatedAt: "2026-05-30T00:00:00Z" }),
      hubFinding("suppressed", { Workflow: { Status: "SUPPRESSED" } }),
      hubFinding("check", product("Security Hub")),
      hubFinding("threat", product("GuardDuty")),
      hubFinding("member", { AwsAccountId: "222222222222" }),
    );
    expect(names(await allOf(await securityHubFindings(aws, query)))).toEqual(expected);
  });

  it("of more than 20 accounts are asked in groups of 20", async () => {
    const { aws } = world();
    const accounts = Array.from({ length: 41 }, (_, i) => String(i).padStart(12, "0"));
    await allOf(await securityHubFindings(aws, { accounts }));
    expect(filtersOf(aws).map(({ AwsAccountId }) => AwsAccountId!.length)).toEqual([20, 20, 1]);
  });

  it("that the service gives although they are of another place are left out", async () => {
    const Findings = [hubFinding("a"), hubFinding("b", { Region: "us-east-1" }), hubFinding("c", { AwsAccountId: "222222222222" })];
    expect(names(await allOf(await securityHubFindings(fakeAws({ answers: { GetFindings: { Findings } } }))))).toEqual(["a"]);
  });
});

describe("by their ids", () => {
  it("20 a call; those that are not there are missing", async () => {
    const { hub, aws } = world();
    hub.put(here, ...Array.from({ length: 41 }, (_, i) => hubFinding(`f${i}`)), hubFinding("check", product("GuardDuty")));
    const asked = [...Array.from({ length: 45 }, (_, i) => idOf(`f${i}`)), idOf("check")];
    const found = await allOf(await securityHubByIds(aws, asked));
    expect(names(found)).toEqual(Array.from({ length: 41 }, (_, i) => `f${i}`));
    expect(filtersOf(aws).map(({ Id }) => Id!.length)).toEqual([20, 20, 6]);
  });
  it("none makes no call", async () => {
    const { aws } = world();
    expect([await allOf(await securityHubByIds(aws, [])), aws.calls.length]).toEqual([[], 0]);
  });
});

describe("where it can't look", () => {
  it("a service that is off is said, and is no empty list", async () => {
    const { hub, aws } = world();
    hub.switchOff(here);
    const reason = "Security Hub is off in account 111111111111, region eu-west-1";
    expect(await securityHubFindings(aws)).toEqual({ kind: "not-enabled", reason });
    expect(await securityHubByIds(aws, ["x"])).toEqual({ kind: "not-enabled", reason });
  });
  const faults: Record<string, readonly [string, string, string]> = {
    "one who may not ask": ["AccessDeniedException", "not authorized to perform: securityhub:GetFindings", "denied"],
    "the same error in other words": ["InvalidAccessException", "The account doesn't have permission to perform this action", "failed"],
    "an input that is refused": ["InvalidInputException", "Invalid NextToken", "failed"],
  };
  it.each(Object.entries(faults))("%s is an error", async (_name, [code, message, kind]) => {
    const aws = fakeAws({ answers: { GetFindings: () => Promise.reject(awsFault(code, message)) } });
    await expect(securityHubFindings(aws)).rejects.toMatchObject({ name: "AwsError", kind, code });
  });
  it("a later page that fails breaks the reading off", async () => {
    const first = { Findings: [hubFinding("a")], NextToken: "t" };
    const aws = fakeAws({
      answers: {
        GetFindings: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? Promise.reject(awsFault("InternalException", "no", 500)) : first,
      },
    });
    await expect(allOf(await securityHubFindings(aws))).rejects.toMatchObject({ name: "AwsError", code: "InternalException" });
  });
  it("a finding that can't be read is named", async () => {
    const Findings = [{ ...hubFinding("a"), UpdatedAt: "yesterday" }];
    const asked = securityHubFindings(fakeAws({ answers: { GetFindings: { Findings } } }));
    await expect(asked).rejects.toMatchObject({ name: "FindingError", kind: "failed" });
    await expect(asked).rejects.toThrow(
      /finding arn:aws:inspector2:\S+\/a of Security Hub in account 111111111111, region eu-west-1 can't be read: .*UpdatedAt/s,
    );
  });
});
