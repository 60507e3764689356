import {
  type AwsSecurityFindingFilters,
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emulatorAccount, emulatorCredentials } from "./emulator.ts";
import { type EmulatorProxy, startProxy } from "./proxy.ts";
import { type SecurityHubStandIn, securityHub } from "./security-hub.ts";

const now = new Date("2026-06-01T00:00:00.000Z");
const here = { account: emulatorAccount, region: "eu-west-1" };
const there = { account: emulatorAccount, region: "eu-west-2" };
const product = "arn:aws:securityhub:eu-west-1::product/aws/inspector";
const finding = (Id: string, fields: object = {}) => ({
  ...{ SchemaVersion: "2018-10-08", Id, ProductArn: product, GeneratorId: "g", AwsAccountId: emulatorAccount, Title: Id, Description: "d" },
  ...{ CreatedAt: "2026-05-01T00:00:00.000Z", UpdatedAt: "2026-05-20T00:00:00.000Z", Severity: { Label: "HIGH" as const } },
  Resources: [{ Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-west-1:123456789012:instance/i-1" }],
  ...fields,
});

const place: { hub?: SecurityHubStandIn; proxy?: EmulatorProxy } = {};
beforeAll(async () => {
  place.proxy = await startProxy({ emulatorUrl: "http://127.0.0.1:1", faults: (call) => place.hub?.faults(call) });
});
afterAll(() => place.proxy?.stop());
beforeEach(() => {
  place.hub = securityHub({ now: () => now });
});
const clientOf = (region: string) =>
  new SecurityHubClient({ region, endpoint: place.proxy!.url, credentials: { ...emulatorCredentials }, maxAttempts: 1 });
const idsBy = async (Filters: AwsSecurityFindingFilters, region = "eu-west-1", more: object = {}) =>
  (await clientOf(region).send(new GetFindingsCommand({ Filters, ...more }))).Findings!.map(({ Id }) => Id);

describe("filters", () => {
  const rows: Record<string, readonly [AwsSecurityFindingFilters, string[]]> = {
    none: [{}, ["a", "b", "c"]],
    "one id": [{ Id: [{ Value: "a", Comparison: "EQUALS" }] }, ["a"]],
    "several ids": [{ Id: ["a", "c", "x"].map((Value) => ({ Value, Comparison: "EQUALS" })) }, ["a", "c"]],
    "a resource": [{ ResourceId: [{ Value: "arn:aws:rds:eu-west-1:123456789012:db:d", Comparison: "EQUALS" }] }, ["b"]],
    "the second resource": [
      { ResourceId: [{ Value: "arn:aws:ec2:eu-west-1:123456789012:instance/i-1", Comparison: "EQUALS" }] },
      ["a", "b", "c"],
    ],
    "a type of resource": [{ ResourceType: [{ Value: "AwsRds", Comparison: "PREFIX" }] }, ["b"]],
    archived: [{ RecordState: [{ Value: "ARCHIVED", Comparison: "EQUALS" }] }, ["c"]],
    "the workflow that is given to a new one": [{ WorkflowStatus: [{ Value: "NEW", Comparison: "EQUALS" }] }, ["a", "c"]],
    "another workflow": [{ WorkflowStatus: [{ Value: "NEW", Comparison: "NOT_EQUALS" }] }, ["b"]],
    "a product": [{ ProductArn: [{ Value: product, Comparison: "EQUALS" }] }, ["a", "b", "c"]],
    "neither of two names": [{ Title: ["a", "b"].map((Value) => ({ Value, Comparison: "NOT_EQUALS" })) }, ["c"]],
    "a beginning, and not one of its own": [
      {
        ResourceType: [
          { Value: "Aws", Comparison: "PREFIX" },
          { Value: "AwsRdsDbInstance", Comparison: "NOT_EQUALS" },
        ],
      },
      ["a", "c"],
    ],
    "a label": [{ SeverityLabel: [{ Value: "LOW", Comparison: "EQUALS" }] }, ["c"]],
    "updated in a span, both ends included": [{ UpdatedAt: [{ Start: "2026-05-20T00:00:00Z", End: "2026-05-30T00:00:00Z" }] }, ["a", "b"]],
    "updated within days": [{ UpdatedAt: [{ DateRange: { Value: 3, Unit: "DAYS" } }] }, ["b"]],
    "updated longer ago": [{ UpdatedAt: [{ DateRange: { Value: 90, Unit: "DAYS", Comparison: "OLDER_THAN" } }] }, ["c"]],
    "two attributes": [
      { CreatedAt: [{ Start: "2026-05-01T00:00:00Z", End: "2026-06-01T00:00:00Z" }], Title: [{ Value: "b", Comparison: "EQUALS" }] },
      ["b"],
    ],
  };
  it.each(Object.entries(rows))("%s", async (_name, [filters, expected]) => {
    place.hub!.put(
      here,
      finding("a"),
      finding("b", {
        UpdatedAt: "2026-05-30T00:00:00.000Z",
        Workflow: { Status: "NOTIFIED" },
        Resources: [{ Type: "AwsRdsDbInstance", Id: "arn:aws:rds:eu-west-1:123456789012:db:d" }, finding("").Resources[0]],
      }),
      finding("c", {
        RecordState: "ARCHIVED",
        UpdatedAt: "2026-01-01T00:00:00.000Z",
        CreatedAt: "2025-01-01T00:00:00.000Z",
        Severity: { Normalized: 12 },
      }),
    );
    expect(await idsBy(filters)).toEqual(expected);
  });

  const refused: Record<string, AwsSecurityFindingFilters> = {
    "a time without a zone": { UpdatedAt: [{ Start: "2026-05-20T00:00:00", End: "2026-05-30T00:00:00" }] },
    "a span without an end": { UpdatedAt: [{ Start: "2026-05-20T00:00:00Z" }] },
    "21 values": { Id: Array.from({ length: 21 }, (_, i) => ({ Value: `${i}`, Comparison: "EQUALS" })) },
    "equal and not equal": {
      Id: [
        { Value: "a", Comparison: "EQUALS" },
        { Value: "b", Comparison: "NOT_EQUALS" },
      ],
    },
    "what it does not know": { MalwareName: [{ Value: "a", Comparison: "EQUALS" }] },
  };
  it.each(Object.entries(refused))("refuses %s", async (_name, filters) => {
    await expect(idsBy(filters)).rejects.toMatchObject({ name: "InvalidInputException" });
  });
});

describe("pages", () => {
  it("have at most so many findings, in the order that was asked for", async () => {
    place.hub = securityHub({ now: () => now, mostOfPage: 2 });
    place.hub.put(here, ...["a", "b", "c", "d", "e"].map((id, i) => finding(id, { UpdatedAt: `2026-05-1${i}T00:00:00Z` })));
    const SortCriteria = [{ Field: "UpdatedAt", SortOrder: "desc" as const }];
    const seen: (string | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await clientOf("eu-west-1").send(new GetFindingsCommand({ SortCriteria, NextToken, MaxResults: 100 }));
      seen.push(page.Findings!.map(({ Id }) => Id));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual([["e", "d"], ["c", "b"], ["a"]]);
  });
  it("refuses a token of another question, and more than 100", async () => {
    place.hub!.put(here, finding("a"), finding("b"));
    const { NextToken } = await clientOf("eu-west-1").send(new GetFindingsCommand({ MaxResults: 1 }));
    expect(NextToken).toBeDefined();
    await expect(idsBy({ Title: [{ Value: "a", Comparison: "EQUALS" }] }, "eu-west-1", { NextToken })).rejects.toThrow("NextToken");
    await expect(idsBy({}, "eu-west-1", { MaxResults: 101 })).rejects.toMatchObject({ name: "InvalidInputException" });
  });
});

describe("writing", () => {
  it("imports findings of the caller's account, and says which it refuses", async () => {
    const said = await clientOf("eu-west-1").send(
      new BatchImportFindingsCommand({
        Findings: [finding("a"), finding("b", { AwsAccountId: "111122223333" }), finding("c", { Resources: [] })],
      }),
    );
    expect([said.SuccessCount, said.FailedCount, said.FailedFindings!.map(({ Id }) => Id)]).toEqual([1, 2, ["b", "c"]]);
    expect(await idsBy({})).toEqual(["a"]);
    expect(await idsBy({}, "eu-west-2")).toEqual([]);
  });
  it("keeps what a person said, and lets a finding that is back be new", async () => {
    place.hub!.put(here, finding("a"), finding("b"));
    const before = place.hub!.findings(here).map(({ UpdatedAt }) => UpdatedAt);
    const said = await clientOf("eu-west-1").send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: ["a", "b", "x"].map((Id) => ({ Id, ProductArn: product })),
        Workflow: { Status: "RESOLVED" },
      }),
    );
    expect(said.UnprocessedFindings!.map(({ FindingIdentifier, ErrorCode }) => [FindingIdentifier!.Id, ErrorCode])).toEqual([
      ["x", "FindingNotFound"],
    ]);
    expect(place.hub!.findings(here).map(({ UpdatedAt }) => UpdatedAt)).toEqual(before);
    place.hub!.put(here, finding("a"), finding("b", { RecordState: "ARCHIVED" }));
    place.hub!.put(here, finding("b"));
    expect(place.hub!.findings(here).map(({ Id, Workflow }) => [Id, Workflow?.Status])).toEqual([
      ["a", "RESOLVED"],
      ["b", "NEW"],
    ]);
  });
  it("archives, ages and removes as products and Security Hub do", async () => {
    place.hub!.put(here, finding("a"), finding("b"));
    place.hub!.change(here, "a", { RecordState: "ARCHIVED", UpdatedAt: "2026-01-01T00:00:00Z" });
    place.hub!.remove(here, "b");
    expect(place.hub!.findings(here).map(({ Id, RecordState, UpdatedAt }) => [Id, RecordState, UpdatedAt])).toEqual([
      ["a", "ARCHIVED", "2026-01-01T00:00:00Z"],
    ]);
    expect(() => place.hub!.remove(here, "b")).toThrow("has no finding b");
  });
});

describe("places", () => {
  it("a home region shows the findings of the regions that are linked to it", async () => {
    place.hub!.put(here, finding("a"));
    place.hub!.put(there, finding("b"));
    place.hub!.aggregate(here, ["eu-west-2"]);
    expect([await idsBy({}), await idsBy({}, "eu-west-2")]).toEqual([["a", "b"], ["b"]]);
    expect(await idsBy({ Region: [{ Value: "eu-west-2", Comparison: "EQUALS" }] })).toEqual(["b"]);
  });
  it("where it is off it says so in AWS's words", async () => {
    place.hub!.switchOff(here);
    await expect(idsBy({})).rejects.toMatchObject({
      name: "InvalidAccessException",
      message: expect.stringContaining("is not subscribed to"),
    });
    place.hub!.switchOn(here);
    expect(await idsBy({})).toEqual([]);
  });
});
