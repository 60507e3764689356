import {
  BatchGetAccountStatusCommand,
  BatchGetFindingDetailsCommand,
  type FilterCriteria,
  Inspector2Client,
  ListFiltersCommand,
  ListFindingsCommand,
} from "@aws-sdk/client-inspector2";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emulatorAccount, emulatorCredentials } from "./emulator.ts";
import { type InspectorStandIn, inspector2 } from "./inspector2.ts";
import { type EmulatorProxy, startProxy } from "./proxy.ts";

const here = { account: emulatorAccount, region: "eu-west-1" };
const at = (text: string) => Date.parse(text) / 1000;
const finding = (name: string, fields: object = {}) => ({
  ...{ findingArn: name, awsAccountId: emulatorAccount, type: "PACKAGE_VULNERABILITY", status: "ACTIVE", severity: "HIGH", title: name },
  ...{ description: "d", firstObservedAt: at("2026-05-01T00:00:00Z"), lastObservedAt: at("2026-05-02T00:00:00Z") },
  ...{ updatedAt: at("2026-05-02T00:00:00Z"), remediation: {}, resources: [{ type: "AWS_EC2_INSTANCE", id: "i-1" }] },
  ...fields,
});

const place: { inspector?: InspectorStandIn; proxy?: EmulatorProxy } = {};
beforeAll(async () => {
  place.proxy = await startProxy({ emulatorUrl: "http://127.0.0.1:1", faults: (call) => place.inspector?.faults(call) });
});
afterAll(() => place.proxy?.stop());
beforeEach(() => {
  place.inspector = inspector2();
});
const client = (region = "eu-west-1") =>
  new Inspector2Client({ region, endpoint: place.proxy!.url, credentials: { ...emulatorCredentials }, maxAttempts: 1 });
const list = (filterCriteria: FilterCriteria, more: object = {}) => client().send(new ListFindingsCommand({ filterCriteria, ...more }));

const rows: Record<string, readonly [FilterCriteria, string[]]> = {
  none: [{}, ["a", "b", "c"]],
  "a kind of resource": [{ resourceType: [{ comparison: "EQUALS", value: "AWS_LAMBDA_FUNCTION" }] }, ["b"]],
  "two states": [{ findingStatus: ["CLOSED", "SUPPRESSED"].map((value) => ({ comparison: "EQUALS", value })) }, ["b", "c"]],
  "not one state": [{ findingStatus: [{ comparison: "NOT_EQUALS", value: "ACTIVE" }] }, ["b", "c"]],
  "a beginning": [{ resourceId: [{ comparison: "PREFIX", value: "arn:aws:lambda" }] }, ["b"]],
  "updated since, the instant included": [{ updatedAt: [{ startInclusive: new Date("2026-05-10T00:00:00Z") }] }, ["c"]],
  "updated until": [{ updatedAt: [{ endInclusive: new Date("2026-05-09T00:00:00Z") }] }, ["a", "b"]],
  "some by their ARNs": [{ findingArn: ["a", "c", "x"].map((value) => ({ comparison: "EQUALS", value })) }, ["a", "c"]],
};
it.each(Object.entries(rows))("filters by %s", async (_name, [criteria, expected]) => {
  place.inspector!.put(
    here,
    finding("a"),
    finding("b", { status: "SUPPRESSED", resources: [{ type: "AWS_LAMBDA_FUNCTION", id: "arn:aws:lambda:eu-west-1:1:function:f" }] }),
    finding("c", { status: "CLOSED", updatedAt: at("2026-05-10T00:00:00Z") }),
  );
  expect((await list(criteria)).findings!.map(({ findingArn }) => findingArn)).toEqual(expected);
});

describe("as AWS", () => {
  it("answers in pages", async () => {
    place.inspector!.put(here, ...["a", "b", "c"].map((name) => finding(name)));
    const first = await list({}, { maxResults: 2 });
    const second = await list({}, { maxResults: 2, nextToken: first.nextToken });
    expect([first, second].map(({ findings }) => findings!.map(({ findingArn }) => findingArn))).toEqual([["a", "b"], ["c"]]);
    expect(second.nextToken).toBeUndefined();
  });
  it("takes ten values for a field, knows its fields, and gives times as times", async () => {
    place.inspector!.put(here, finding("a"));
    const eleven = Array.from({ length: 11 }, (_, i) => ({ comparison: "EQUALS" as const, value: `${i}` }));
    await expect(list({ findingArn: eleven })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(list({ ecrImageHash: [{ comparison: "EQUALS", value: "x" }] })).rejects.toThrow("does not filter by ecrImageHash");
    expect((await list({})).findings![0]!.updatedAt).toEqual(new Date("2026-05-02T00:00:00Z"));
  });
  it("tells details of those that it has, and which it lacks", async () => {
    place.inspector!.put(here, finding("a"), finding("b"));
    place.inspector!.detail(here, "a", { epssScore: 0.5, cwes: ["CWE-79"] });
    const said = await client().send(new BatchGetFindingDetailsCommand({ findingArns: ["a", "b"] }));
    expect(said.findingDetails).toEqual([{ findingArn: "a", epssScore: 0.5, cwes: ["CWE-79"] }]);
    expect(said.errors!.map(({ findingArn, errorCode }) => [findingArn, errorCode])).toEqual([["b", "FINDING_DETAILS_NOT_FOUND"]]);
  });
  it("lists filters by action and pages", async () => {
    for (const name of ["a", "b"]) place.inspector!.filter(here, { name, action: "SUPPRESS", criteria: { severity: [] }, reason: "r" });
    place.inspector!.filter(here, { name: "c", action: "NONE", criteria: {} });
    const first = await client().send(new ListFiltersCommand({ action: "SUPPRESS", maxResults: 1 }));
    const rest = await client().send(new ListFiltersCommand({ action: "SUPPRESS", maxResults: 1, nextToken: first.nextToken }));
    expect([...first.filters!, ...rest.filters!].map(({ name, reason }) => [name, reason])).toEqual([
      ["a", "r"],
      ["b", "r"],
    ]);
    expect(rest.nextToken).toBeUndefined();
    expect((await client("eu-west-2").send(new ListFiltersCommand({}))).filters).toEqual([]);
  });
  it("says whether it is on, and lists nothing where it is off", async () => {
    place.inspector!.put(here, finding("a"));
    place.inspector!.switchOff(here);
    const statusOf = async (region: string) =>
      (await client(region).send(new BatchGetAccountStatusCommand({}))).accounts!.map(({ accountId, state }) => [accountId, state?.status]);
    expect([await statusOf("eu-west-1"), await statusOf("eu-west-2")]).toEqual([
      [[emulatorAccount, "DISABLED"]],
      [[emulatorAccount, "ENABLED"]],
    ]);
    expect((await list({})).findings).toEqual([]);
  });
});
