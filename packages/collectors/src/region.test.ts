import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { region } from "./region.ts";

type Answers = Parameters<typeof fakeAws>[0]["answers"];
const read = async (aspect: string, answers: Answers) => {
  const aws = fakeAws({ answers });
  return {
    known: (await lookAtAspect(region, aws, aspect, [{ id: "" }])).get(""),
    calls: aws.calls.map(({ operation, input }) => [operation, input]),
  };
};
const thrown = (name: string) => () => {
  throw awsFault(name);
};

describe("region", () => {
  it("is always there, under the empty id, whatever an event names", async () => {
    const aws = fakeAws({ answers: {} });
    expect([await listAll(region, aws), await findAll(region, aws, ""), await findAll(region, aws, "111111111111"), aws.calls]).toEqual([
      [{ id: "" }],
      [{ id: "" }],
      [{ id: "" }],
      [],
    ]);
  });

  it("reads detectors on every page, with their administrators", async () => {
    const { known, calls } = await read("detectors", {
      ListDetectors: ({ NextToken }: { NextToken?: string }) =>
        NextToken ? { DetectorIds: ["d2"] } : { DetectorIds: ["d1"], NextToken: "2" },
      GetDetector: ({ DetectorId }: { DetectorId: string }) => ({ Status: DetectorId === "d1" ? "ENABLED" : "DISABLED" }),
      GetAdministratorAccount: ({ DetectorId }: { DetectorId: string }) =>
        DetectorId === "d1" ? { Administrator: { AccountId: "222222222222", RelationshipStatus: "Enabled" } } : {},
    });
    expect(known).toEqual({
      value: [
        { id: "d1", status: "ENABLED", administrator: { account: "222222222222", relationship: "Enabled" } },
        { id: "d2", status: "DISABLED", administrator: null },
      ],
    });
    expect(calls).toHaveLength(6);
  });

  it("reads no detector as none", async () => {
    expect((await read("detectors", { ListDetectors: {} })).known).toEqual({ value: [] });
  });

  it.each(["ListDetectors", "GetDetector", "GetAdministratorAccount"])("does not know the detectors where %s is denied", async (denied) => {
    const answers = {
      ListDetectors: { DetectorIds: ["d"] },
      GetDetector: { Status: "ENABLED" },
      GetAdministratorAccount: {},
      [denied]: thrown("AccessDeniedException"),
    };
    expect((await read("detectors", answers)).known?.failure?.kind).toBe("denied");
  });

  it("reads the recorders, and whether they take all types", async () => {
    const ConfigurationRecorders = [
      { name: "default", recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } },
      { name: "few", recordingGroup: { allSupported: false, includeGlobalResourceTypes: false } },
      { name: "odd" },
    ];
    const { known } = await read("recorders", { DescribeConfigurationRecorders: { ConfigurationRecorders } });
    expect(known?.value).toEqual([
      { name: "default", recordsAllTypes: true, recordsGlobalTypes: true },
      { name: "few", recordsAllTypes: false, recordsGlobalTypes: false },
      { name: "odd", recordsAllTypes: false, recordsGlobalTypes: false },
    ]);
  });

  it("reads the statuses of recorders, with what AWS leaves out as such", async () => {
    const ConfigurationRecordersStatus = [
      { name: "default", recording: true, lastStatus: "PENDING", lastStartTime: new Date("2026-01-02T03:04:05Z") },
      { name: "new" },
    ];
    const { known } = await read("recorderStatuses", { DescribeConfigurationRecorderStatus: { ConfigurationRecordersStatus } });
    expect(known?.value).toEqual([
      { name: "default", isRecording: true, lastStatus: "PENDING", lastStartedAt: "2026-01-02T03:04:05.000Z" },
      { name: "new", isRecording: false, lastStatus: null, lastStartedAt: null },
    ]);
  });

  it("reads delivery channels, and all pages of authorizations", async () => {
    expect((await read("deliveryChannels", { DescribeDeliveryChannels: { DeliveryChannels: [{ name: "default" }] } })).known).toEqual({
      value: ["default"],
    });
    const authorization = (AuthorizedAccountId: string) => ({
      AggregationAuthorizations: [{ AuthorizedAccountId, AuthorizedAwsRegion: "eu-west-1" }],
    });
    const { known } = await read("aggregators", {
      DescribeAggregationAuthorizations: ({ NextToken }: { NextToken?: string }) =>
        NextToken ? authorization("333333333333") : { ...authorization("222222222222"), NextToken: "2" },
    });
    expect(known?.value).toEqual([
      { account: "222222222222", region: "eu-west-1" },
      { account: "333333333333", region: "eu-west-1" },
    ]);
  });

  const empties = {
    recorders: "DescribeConfigurationRecorders",
    recorderStatuses: "DescribeConfigurationRecorderStatus",
    deliveryChannels: "DescribeDeliveryChannels",
    aggregators: "DescribeAggregationAuthorizations",
    analyzers: "ListAnalyzers",
    trails: "DescribeTrails",
  };
  it.each(Object.entries(empties))("reads no %s as none, and a denial as a denial", async (aspect, operation) => {
    expect((await read(aspect, { [operation]: {} })).known).toEqual({ value: [] });
    expect((await read(aspect, { [operation]: thrown("AccessDeniedException") })).known?.failure?.kind).toBe("denied");
  });
});

describe("region's services", () => {
  it("reads analyzers on every page", async () => {
    const analyzer = (name: string) => ({ analyzers: [{ name, type: "ACCOUNT", status: "ACTIVE" }] });
    const { known, calls } = await read("analyzers", {
      ListAnalyzers: ({ nextToken }: { nextToken?: string }) => (nextToken ? analyzer("b") : { ...analyzer("a"), nextToken: "2" }),
    });
    expect(known?.value).toEqual(["a", "b"].map((name) => ({ name, type: "ACCOUNT", status: "ACTIVE" })));
    expect(calls.map(([, input]) => input)).toEqual([{ maxResults: 100 }, { maxResults: 100, nextToken: "2" }]);
  });

  const hub = "arn:aws:securityhub:eu-west-1:111111111111:hub/default";
  const refused = (code: string, message: string) => () => {
    throw awsFault(code, message, 403);
  };
  const unsubscribed = refused("InvalidAccessException", "Account 111111111111 is not subscribed to AWS Security Hub");
  const noMacie = refused("AccessDeniedException", "Macie is not enabled.");
  const told: Record<string, [aspect: string, answers: Answers, value: unknown]> = {
    "that volumes are encrypted": ["encryptsVolumes", { GetEbsEncryptionByDefault: { EbsEncryptionByDefault: true } }, true],
    "that volumes are not encrypted": ["encryptsVolumes", { GetEbsEncryptionByDefault: { EbsEncryptionByDefault: false } }, false],
    "a hub": ["securityHub", { DescribeHub: { HubArn: hub } }, hub],
    "no subscription": ["securityHub", { DescribeHub: unsubscribed }, null],
    Macie: ["macie", { GetMacieSession: { status: "PAUSED" } }, "PAUSED"],
    "no Macie": ["macie", { GetMacieSession: noMacie }, null],
  };
  it.each(Object.entries(told))("reads %s", async (_, [aspect, answers, value]) => {
    expect((await read(aspect, answers)).known).toEqual({ value });
  });

  const notAuthorized = "User: arn:aws:iam::111111111111:user/x is not authorized to perform: ";
  const untold: Record<string, [aspect: string, answers: Answers, kind: string]> = {
    "volumes of which AWS says nothing": ["encryptsVolumes", { GetEbsEncryptionByDefault: {} }, "failed"],
    "volumes, denied": ["encryptsVolumes", { GetEbsEncryptionByDefault: thrown("UnauthorizedOperation") }, "denied"],
    "a hub without an ARN": ["securityHub", { DescribeHub: {} }, "failed"],
    "a hub, denied": [
      "securityHub",
      { DescribeHub: refused("AccessDeniedException", `${notAuthorized}securityhub:DescribeHub`) },
      "denied",
    ],
    "a hub, denied by the code that also says that it is off": [
      "securityHub",
      { DescribeHub: refused("InvalidAccessException", "The account doesn't have permission to perform this action") },
      "denied",
    ],
    "Macie without a status": ["macie", { GetMacieSession: {} }, "failed"],
    "Macie, denied": ["macie", { GetMacieSession: refused("AccessDeniedException", `${notAuthorized}macie2:GetMacieSession`) }, "denied"],
    "Macie, throttled": ["macie", { GetMacieSession: thrown("ThrottlingException") }, "throttled"],
  };
  it.each(Object.entries(untold))("does not know %s", async (_, [aspect, answers, kind]) => {
    expect((await read(aspect, answers)).known?.failure?.kind).toBe(kind);
  });
});

const own = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/own";
const shadow = "arn:aws:cloudtrail:us-east-1:111111111111:trail/all";
const organization = "arn:aws:cloudtrail:eu-west-1:999999999999:trail/org";
const described = (TrailARN: string, more: object = {}) => ({
  trailList: [
    {
      TrailARN,
      Name: "t",
      HomeRegion: TrailARN.split(":")[3],
      IsMultiRegionTrail: true,
      IsOrganizationTrail: false,
      IncludeGlobalServiceEvents: true,
      HasCustomEventSelectors: true,
      ...more,
    },
  ],
});
const fact = (arn: string, activity: object, more: object = {}) => ({
  arn,
  homeRegion: arn.split(":")[3],
  isMultiRegion: true,
  isOrganization: false,
  hasGlobalEvents: true,
  activity,
  ...more,
});
const logging = { GetTrailStatus: { IsLogging: true } };
const all = {
  EventSelectors: [
    {
      ReadWriteType: "All",
      IncludeManagementEvents: true,
      DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }],
      ExcludeManagementEventSources: [],
    },
  ],
};
const basic = { kind: "basic", selectors: all.EventSelectors };
const silent = { ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: [], DataResources: [] };
const refusals = [
  "TrailNotFoundException",
  "CloudTrailARNInvalidException",
  "OperationNotPermittedException",
  "NoManagementAccountSLRExistsException",
];

describe("region's trails", () => {
  it("asks for shadows too, names each trail by its ARN, and leaves what it takes to its home region", async () => {
    const { known, calls } = await read("trails", { DescribeTrails: described(shadow), ...logging });
    const selectors = { kind: "unread", why: "its home region us-east-1 was not asked" };
    expect(known).toEqual({ value: [fact(shadow, { kind: "logging", deliveryError: null, selectors })] });
    expect(calls).toEqual([
      ["DescribeTrails", { includeShadowTrails: true }],
      ["GetTrailStatus", { Name: shadow }],
    ]);
  });

  it("knows what a shadow takes that nobody told what to take", async () => {
    const { known } = await read("trails", { DescribeTrails: described(shadow, { HasCustomEventSelectors: false }), ...logging });
    expect(known).toEqual({ value: [fact(shadow, { kind: "logging", deliveryError: null, selectors: { kind: "default" } })] });
  });

  const advanced = [
    {
      Name: "m",
      FieldSelectors: [
        { Field: "eventCategory", Equals: ["Management"] },
        { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] },
      ],
    },
  ];
  const taking = (selectors: object, deliveryError: string | null = null) => ({ kind: "logging", deliveryError, selectors });
  const activities: Record<string, [answers: Answers, activity: object]> = {
    "one that nobody told what to take": [
      { DescribeTrails: described(own, { HasCustomEventSelectors: false }), ...logging, GetEventSelectors: {} },
      taking({ kind: "default" }),
    ],
    "one that was told to take nothing": [
      { DescribeTrails: described(own), ...logging, GetEventSelectors: {} },
      taking({ kind: "basic", selectors: [] }),
    ],
    "one whose flag is behind its selectors": [
      { DescribeTrails: described(own, { HasCustomEventSelectors: false }), ...logging, GetEventSelectors: all },
      taking(basic),
    ],
    "advanced selectors": [
      { DescribeTrails: described(own), ...logging, GetEventSelectors: { AdvancedEventSelectors: advanced } },
      taking({ kind: "advanced", selectors: advanced.map(({ FieldSelectors }) => ({ FieldSelectors })) }),
    ],
    "selectors that say little": [
      { DescribeTrails: described(own), ...logging, GetEventSelectors: { EventSelectors: [{}] } },
      taking({ kind: "basic", selectors: [silent] }),
    ],
    "a trail that can't deliver": [
      { DescribeTrails: described(own), GetTrailStatus: { IsLogging: true, LatestDeliveryError: "NoSuchBucket" }, GetEventSelectors: all },
      taking(basic, "NoSuchBucket"),
    ],
    "a stopped trail, of which it asks no more": [
      { DescribeTrails: described(own), GetTrailStatus: { IsLogging: false } },
      { kind: "stopped" },
    ],
    "a status that says nothing": [
      { DescribeTrails: described(own), GetTrailStatus: {} },
      { kind: "unread", why: "AWS does not say whether it logs" },
    ],
  };
  it.each(Object.entries(activities))("reads %s", async (_, [answers, activity]) => {
    expect((await read("trails", answers)).known).toEqual({ value: [fact(own, activity)] });
  });

  it.each(refusals)("keeps a trail of another account that answers %s as unread", async (code) => {
    const why = expect.stringContaining(code);
    const statusless = await read("trails", { DescribeTrails: described(organization), GetTrailStatus: thrown(code) });
    expect(statusless.known).toEqual({ value: [fact(organization, { kind: "unread", why })] });
    const closed = await read("trails", { DescribeTrails: described(organization), ...logging, GetEventSelectors: thrown(code) });
    expect(closed.known).toEqual({ value: [fact(organization, taking({ kind: "unread", why }))] });
  });

  it("keeps a shadow of its own account without a status as unread", async () => {
    const { known } = await read("trails", { DescribeTrails: described(shadow), GetTrailStatus: thrown("TrailNotFoundException") });
    expect(known).toEqual({ value: [fact(shadow, { kind: "unread", why: expect.stringContaining("TrailNotFound") })] });
  });

  it("takes the word of AWS for another account's trail that it may not ask", async () => {
    const DescribeTrails = described(organization, { IsOrganizationTrail: true, HasCustomEventSelectors: false });
    const { known } = await read("trails", { DescribeTrails, ...logging, GetEventSelectors: thrown("TrailNotFoundException") });
    expect(known).toEqual({ value: [fact(organization, taking({ kind: "default" }), { isOrganization: true })] });
  });

  it.each(["GetTrailStatus", "GetEventSelectors"])("leaves out a trail of its own that %s no longer finds", async (operation) => {
    const answers = { DescribeTrails: described(own), ...logging, GetEventSelectors: all, [operation]: thrown("TrailNotFoundException") };
    expect((await read("trails", answers)).known).toEqual({ value: [] });
  });

  const failures: Record<string, [answers: Answers, kind: string]> = {
    "a denied status": [{ DescribeTrails: described(own), GetTrailStatus: thrown("AccessDeniedException") }, "denied"],
    "a denied status of another account's trail": [
      { DescribeTrails: described(organization), GetTrailStatus: thrown("AccessDeniedException") },
      "denied",
    ],
    "denied selectors of a trail with default ones": [
      {
        DescribeTrails: described(own, { HasCustomEventSelectors: false }),
        ...logging,
        GetEventSelectors: thrown("AccessDeniedException"),
      },
      "denied",
    ],
    "another refusal of a trail of its own": [
      { DescribeTrails: described(own), ...logging, GetEventSelectors: thrown("OperationNotPermittedException") },
      "failed",
    ],
    "a throttled call": [{ DescribeTrails: described(organization), GetTrailStatus: thrown("ThrottlingException") }, "throttled"],
    "a trail without a name": [{ DescribeTrails: { trailList: [{}] }, GetTrailStatus: { IsLogging: false } }, "failed"],
  };
  it.each(Object.entries(failures))("does not know the trails after %s", async (_, [answers, kind]) => {
    expect((await read("trails", answers)).known?.failure?.kind).toBe(kind);
  });
});
