import { judge } from "@plumbline/audit-kit/judge";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { type Selectors, Trail } from "@plumbline/collectors/facts/trails";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { regionCloudtrailEnabled } from "./cloudtrail-enabled.ts";

type Raw = z.input<typeof Trail>;
const management = "999999999999";
const logging = (selectors: object = { kind: "default" }, deliveryError: string | null = null) => ({
  kind: "logging",
  deliveryError,
  selectors,
});
const stopped = { kind: "stopped" };
const unread = { kind: "unread", why: "Unknown trail" };
const trail = (activity: object, more: Partial<Raw> = {}): Raw => ({
  ...{
    arn: "arn:aws:cloudtrail:eu-west-1:000000000000:trail/own",
    homeRegion: "eu-west-1",
    isMultiRegion: false,
    isOrganization: false,
    hasGlobalEvents: true,
  },
  activity: activity as Raw["activity"],
  ...more,
});
const shadow = (activity: object, more: Partial<Raw> = {}) =>
  trail(activity, { arn: "arn:aws:cloudtrail:us-east-1:000000000000:trail/all", homeRegion: "us-east-1", isMultiRegion: true, ...more });
const organization = (activity: object, more: Partial<Raw> = {}) =>
  shadow(activity, { arn: `arn:aws:cloudtrail:us-east-1:${management}:trail/org`, isOrganization: true, ...more });
const row = (...trails: Raw[]) => ({ facts: { id: "" as const, trails }, region: "eu-west-1" });
const home = ({ arn, homeRegion }: Raw, selectors: z.input<typeof Selectors>) => ({
  id: arn,
  region: homeRegion,
  hasDefaultSelectors: false,
  selectors,
});
const unknownSelectors = { kind: "unread" as const, why: "its home region us-east-1 was not asked" };
const shadowOf = (selectors: object = unknownSelectors) => shadow(logging(selectors));

const basic = (...selectors: object[]) => logging({ kind: "basic", selectors });
const advanced = (...selectors: object[][]) =>
  logging({ kind: "advanced", selectors: selectors.map((FieldSelectors) => ({ FieldSelectors })) });
const category = { Field: "eventCategory", Equals: ["Management"] };
const only = (...values: string[]) => ({ Field: "readOnly", Equals: values });
const everything = { ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
const required = { organizationTrail: { required: true, managementAccount: management } };

describe("region/cloudtrail-enabled", () => {
  testAuditor(it, regionCloudtrailEnabled, {
    pass: {
      "a trail that nobody told what to take": row(trail(logging())),
      "the shadow of a trail of another region": row(shadow(logging())),
      "a trail of another region whose home says that it takes all": {
        ...row(shadowOf()),
        context: { homes: [home(shadowOf(), { kind: "basic", selectors: [everything] })] },
      },
      "a trail whose home can't say, beside what is known here": {
        ...row(shadow(logging())),
        context: { homes: [home(shadowOf(), unknownSelectors)] },
      },
      "an organization trail": row(organization(logging())),
      "a selector for all": row(trail(basic(everything))),
      "a selector that says nothing": row(trail(basic({}))),
      "a selector for reads and one for writes": row(
        trail(basic({ ...everything, ReadWriteType: "ReadOnly" }, { ...everything, ReadWriteType: "WriteOnly" })),
      ),
      "a selector that leaves out KMS beside one for all": row(
        trail(basic({ ...everything, ExcludeManagementEventSources: ["kms.amazonaws.com"] }, everything)),
      ),
      "an advanced selector for all": row(trail(advanced([category]))),
      "an advanced selector for all beside data events": row(
        trail(
          advanced(
            [
              { Field: "eventCategory", Equals: ["Data"] },
              { Field: "resources.type", Equals: ["AWS::S3::Object"] },
            ],
            [category],
          ),
        ),
      ),
      "advanced selectors for reads and for writes": row(trail(advanced([only("true"), category], [category, only("false")]))),
      "an advanced selector for reads and writes": row(trail(advanced([category, only("true", "False")]))),
      "a stopped trail beside one that logs": row(trail(stopped), shadow(logging())),
      "an unread trail beside one that logs all": row(organization(unread), trail(logging())),
      "no global events outside their region": row(trail(logging(), { hasGlobalEvents: false })),
      "the organization's trail": { ...row(organization(logging())), settings: required },
      "the organization's trail, whoever manages it": { ...row(organization(logging())), settings: { organizationTrail: {} } },
      "the organization's trail for writes, beside an own one for all": {
        ...row(organization(basic({ ...everything, ReadWriteType: "WriteOnly" })), trail(logging())),
        settings: required,
      },
      "another's organization trail that can't be read, beside the right one": {
        ...row(organization(logging()), organization(unread, { arn: "arn:aws:cloudtrail:us-east-1:888888888888:trail/org" })),
        settings: required,
      },
      "the organization's trail in its own account": {
        ...row(organization(logging())),
        settings: required,
        account: { id: management, kind: "prod" },
      },
      "no organization trail, where none is required": {
        ...row(trail(logging())),
        settings: { organizationTrail: { required: false, managementAccount: management } },
      },
      "a trail of all regions, where one is required": { ...row(shadow(logging())), settings: { requireMultiRegion: true } },
      "a trail in China": {
        ...row(trail(logging(), { homeRegion: "cn-north-1", arn: "arn:aws-cn:cloudtrail:cn-north-1:000000000000:trail/own" })),
        partition: "aws-cn",
        region: "cn-north-1",
      },
    },
    fail: {
      "no trail": row(),
      "a stopped trail": row(trail(stopped)),
      "a trail of another region only": row(shadow(logging(), { isMultiRegion: false })),
      "no selector": row(trail(basic())),
      "reads only": row(trail(basic({ ...everything, ReadWriteType: "ReadOnly" }))),
      "writes only": row(shadow(basic({ ...everything, ReadWriteType: "WriteOnly" }))),
      "no management events": row(trail(basic({ ...everything, IncludeManagementEvents: false }))),
      "reads by one selector, writes without management events by another": row(
        trail(basic({ ...everything, ReadWriteType: "ReadOnly" }, { ...everything, IncludeManagementEvents: false })),
      ),
      "KMS left out": row(trail(basic({ ...everything, ExcludeManagementEventSources: ["kms.amazonaws.com"] }))),
      "KMS left out of reads": row(
        trail(
          basic(
            { ...everything, ReadWriteType: "ReadOnly", ExcludeManagementEventSources: ["kms.amazonaws.com"] },
            { ...everything, ReadWriteType: "WriteOnly" },
          ),
        ),
      ),
      "KMS left out by an advanced selector": row(trail(advanced([category, { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }]))),
      "one service by an advanced selector": row(trail(advanced([category, { Field: "eventSource", Equals: ["iam.amazonaws.com"] }]))),
      "advanced reads only": row(trail(advanced([category, only("true")]))),
      "advanced reads, told by a value and its opposite": row(trail(advanced([category, only("true"), only("false")]))),
      "advanced selectors for data events only": row(trail(advanced([{ Field: "eventCategory", Equals: ["Data"] }]))),
      "an advanced selector that compares otherwise": row(trail(advanced([{ Field: "eventCategory", StartsWith: ["Manage"] }]))),
      "an advanced selector without fields": row(trail(advanced([]))),
      "a trail of another region whose home says that it takes less": {
        ...row(shadowOf()),
        context: { homes: [home(shadowOf(), { kind: "basic", selectors: [{ ...everything, ReadWriteType: "WriteOnly" }] })] },
      },
      "a trail whose home knows better than its description": {
        ...row(shadow(logging())),
        context: { homes: [home(shadowOf(), { kind: "basic", selectors: [{ ...everything, ReadWriteType: "WriteOnly" }] })] },
      },
      "a stopped trail, whatever it would take": { ...row(shadow(stopped)), context: { homes: [home(shadowOf(), { kind: "default" })] } },
      "a trail that can't deliver, and of which nothing else is known": row(shadow(logging(unknownSelectors, "AccessDenied"))),
      "selectors for reads in another case": row(trail(basic({ ...everything, ReadWriteType: "readonly" }))),
      "a selector of a kind that nobody knows": row(trail(basic({ ...everything, ReadWriteType: "Some" }))),
      "a bucket that is gone": row(trail(logging({ kind: "default" }, "NoSuchBucket"))),
      "no global events in their region": {
        ...row(shadow(logging(), { isMultiRegion: false, hasGlobalEvents: false })),
        region: "us-east-1",
      },
      "no organization trail": { ...row(trail(logging())), settings: required },
      "an organization trail of another organization": {
        ...row(organization(logging(), { arn: "arn:aws:cloudtrail:us-east-1:888888888888:trail/org" })),
        settings: required,
      },
      "a trail of the management account that is not the organization's": {
        ...row(organization(logging(), { isOrganization: false })),
        settings: required,
      },
      "a stopped organization trail beside an own one": { ...row(organization(stopped), trail(logging())), settings: required },
      "no organization trail, beside a trail that can't be read": { ...row(shadow(unread), trail(logging())), settings: required },
      "an unread trail of one region and a stopped one of all, where all are required": {
        ...row(trail(unread), shadow(stopped)),
        settings: { requireMultiRegion: true },
      },
    },
  });

  const undecided: Record<string, { trails: Raw[]; why: string; settings?: object; homes?: ReturnType<typeof home>[] }> = {
    "a trail that only its home account can read": { trails: [organization(unread)], why: "Unknown trail" },
    "a trail whose home region was not asked": { trails: [shadowOf()], why: "was not asked" },
    "a trail of whose selectors not even its home says more": {
      trails: [shadowOf()],
      homes: [home(shadowOf(), { kind: "unread", why: "refused" })],
      why: "was not asked",
    },
    "a trail that only its home region can read, beside one that leaves something out": {
      trails: [shadowOf(), trail(basic({ ...everything, ReadWriteType: "ReadOnly" }))],
      why: "was not asked",
    },
    "a required organization trail that can't be read, beside an own one for all": {
      trails: [organization(unread), trail(logging())],
      settings: required,
      why: "Unknown trail",
    },
  };
  it.each(Object.entries(undecided))("is unknown, never a pass, with %s", (_, { trails, why, settings = {}, homes = [] }) => {
    const input = {
      ...{ facts: { id: "", trails: trails.map((one) => Trail.parse(one)) }, settings: regionCloudtrailEnabled.settings?.parse(settings) },
      ...{ context: { homes: new Map(homes.map((one) => [one.id, one])) }, partition: "aws", region: "eu-west-1" },
      ...{ account: { id: "000000000000", kind: "prod" as const }, knownAccounts: new Set<string>(), now: new Date(0) },
    };
    const reason = expect.stringMatching(new RegExp(`${trails[0]?.arn}: .*${why}`));
    expect(judge(regionCloudtrailEnabled, input)).toEqual([
      { verdict: { status: "unknown", cause: "failed", aspect: "evaluate", reason } },
    ]);
  });
});
