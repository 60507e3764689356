import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { multiRegionTrail } from "./multi_region_trail.ts";

const own = "arn:aws:cloudtrail:us-east-1:111111111111:trail/all";
const organization = "arn:aws:cloudtrail:us-east-1:999999999999:trail/org";
const logGroup = "arn:aws:logs:us-east-1:111111111111:log-group:trail:*";
const described = {
  ...{ Name: "all", TrailARN: own, HomeRegion: "us-east-1", IsMultiRegionTrail: true, HasCustomEventSelectors: true },
  CloudWatchLogsLogGroupArn: logGroup,
};
const local = { ...described, Name: "local", TrailARN: `${own}-local`, IsMultiRegionTrail: false };
const ofOrganization = {
  ...{ Name: "org", TrailARN: organization, HomeRegion: "us-east-1", IsMultiRegionTrail: true, HasCustomEventSelectors: false },
  IsOrganizationTrail: true,
};
const trail = { id: own, name: "all", region: "us-east-1", hasDefaultSelectors: false, logGroup };
const shared = { id: organization, name: "org", region: "us-east-1", hasDefaultSelectors: true, logGroup: null };
const thrown = (name: string) => () => {
  throw awsFault(name);
};
const all = {
  EventSelectors: [
    {
      ...{ ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: [] },
      DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3:::"] }],
    },
  ],
};

describe("multi_region_trail", () => {
  it("lists the trails of all regions, also of the organization, each in its home region", async () => {
    const aws = fakeAws({ answers: { DescribeTrails: { trailList: [described, local, ofOrganization] } } });
    expect(await listAll(multiRegionTrail, aws)).toEqual([trail, shared]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ includeShadowTrails: true }]);
  });

  it("lists nothing where there is nothing, and throws when it may not look", async () => {
    expect(await listAll(multiRegionTrail, fakeAws({ answers: { DescribeTrails: {} } }))).toEqual([]);
    await expect(listAll(multiRegionTrail, fakeAws({ answers: { DescribeTrails: thrown("AccessDeniedException") } }))).rejects.toThrow(
      "AccessDenied",
    );
  });

  const forms = {
    "its ARN": [own, [trail]],
    "its name": ["all", [trail]],
    "the name of a trail of one region": ["local", []],
    "a name that is gone": ["old", []],
  } as const;
  it.each(Object.entries(forms))("finds by %s", async (_, [id, found]) => {
    expect(await findAll(multiRegionTrail, fakeAws({ answers: { DescribeTrails: { trailList: [described, local] } } }), id)).toEqual(found);
  });

  it("asks for selectors by the ARN", async () => {
    const aws = fakeAws({ answers: { GetEventSelectors: all } });
    expect((await lookAtAspect(multiRegionTrail, aws, "selectors", [trail])).get(own)).toEqual({
      value: { kind: "basic", selectors: all.EventSelectors },
    });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ TrailName: own }]);
  });

  const refused = {
    "one of the organization that nobody told what to take": [shared, { kind: "default" }],
    "one of the organization with selectors of its own": [
      { ...shared, hasDefaultSelectors: false },
      { kind: "unread", why: expect.stringContaining("TrailNotFound") },
    ],
  } as const;
  it.each(Object.entries(refused))("says what it can of %s where only its account may ask", async (_, [one, value]) => {
    const aws = fakeAws({ answers: { GetEventSelectors: thrown("TrailNotFoundException") } });
    expect((await lookAtAspect(multiRegionTrail, aws, "selectors", [one])).get(one.id)).toEqual({ value });
  });

  const failures = {
    "an own trail that is gone": [trail, "TrailNotFoundException", "gone"],
    "an own trail, denied": [trail, "AccessDeniedException", "denied"],
    "the organization's, denied": [shared, "AccessDeniedException", "denied"],
  } as const;
  it.each(Object.entries(failures))("says why for %s", async (_, [one, code, kind]) => {
    const aws = fakeAws({ answers: { GetEventSelectors: thrown(code) } });
    expect((await lookAtAspect(multiRegionTrail, aws, "selectors", [one])).get(one.id)?.failure?.kind).toBe(kind);
  });

  const nothingYet = { deliveryError: null, logGroupError: null, deliveredToLogGroupAt: null };
  const delivered = new Date("2026-01-02T03:04:05Z");
  const statuses: Record<string, [reply: object, value: object]> = {
    "one that logs and delivers": [
      { IsLogging: true, LatestDeliveryError: "", LatestCloudWatchLogsDeliveryTime: delivered },
      { kind: "read", isLogging: true, ...nothingYet, deliveredToLogGroupAt: delivered.toISOString() },
    ],
    "one that can't deliver": [
      { IsLogging: true, LatestDeliveryError: "NoSuchBucket" },
      { kind: "read", isLogging: true, ...nothingYet, deliveryError: "NoSuchBucket" },
    ],
    "one that can't deliver to its log group": [
      { IsLogging: true, LatestCloudWatchLogsDeliveryError: "Access denied", LatestCloudWatchLogsDeliveryTime: delivered },
      { kind: "read", isLogging: true, ...nothingYet, logGroupError: "Access denied", deliveredToLogGroupAt: delivered.toISOString() },
    ],
    "one that is stopped": [{ IsLogging: false }, { kind: "read", isLogging: false, ...nothingYet }],
    "one of which AWS says nothing": [{}, { kind: "unread", why: "AWS does not say whether it logs" }],
  };
  it.each(Object.entries(statuses))("reads the status of %s", async (_, [GetTrailStatus, value]) => {
    const aws = fakeAws({ answers: { GetTrailStatus } });
    expect((await lookAtAspect(multiRegionTrail, aws, "status", [trail])).get(own)).toEqual({ value });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ Name: own }]);
  });

  it("leaves the status of the organization's trail unread where only its account may ask, and a denial a denial", async () => {
    const answered = async (code: string, one: object & { id: string }) => {
      const aws = fakeAws({ answers: { GetTrailStatus: thrown(code) } });
      return (await lookAtAspect(multiRegionTrail, aws, "status", [one])).get(one.id);
    };
    const unread = { kind: "unread", why: expect.stringContaining("TrailNotFound") };
    expect(await answered("TrailNotFoundException", shared)).toEqual({ value: unread });
    expect((await answered("AccessDeniedException", shared))?.failure?.kind).toBe("denied");
    expect((await answered("TrailNotFoundException", trail))?.failure?.kind).toBe("gone");
  });

  it("reads every page of tags; those of the organization's trail are none of ours", async () => {
    const aws = fakeAws({
      answers: {
        ListTags: ({ ResourceIdList: [id], NextToken }: { ResourceIdList: string[]; NextToken?: string }) => {
          if (id === organization) throw awsFault("CloudTrailARNInvalidException");
          const page = (Key: string) => ({ ResourceTagList: [{ ResourceId: id, TagsList: [{ Key, Value: "1" }] }] });
          return NextToken ? page("b") : { ...page("a"), NextToken: "2" };
        },
      },
    });
    expect([...(await lookAtAspect(multiRegionTrail, aws, "tags", [trail, shared]))]).toEqual([
      [own, { value: { a: "1", b: "1" } }],
      [organization, { value: {} }],
    ]);
  });
});
