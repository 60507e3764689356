import type { Aws } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-cloudtrail");

/** Without values it takes no object. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html */
const DataResource = z.object({ Type: z.string(), Values: z.array(z.string()).default([]) });
const EventSelector = z.object({
  ReadWriteType: z.string().default("All"),
  IncludeManagementEvents: z.boolean().default(true),
  ExcludeManagementEventSources: z.array(z.string()).default([]),
  DataResources: z.array(DataResource).default([]),
});
const texts = z.array(z.string()).optional();
const FieldSelector = z.object({ Field: z.string(), Equals: texts, StartsWith: texts }).catchall(z.json());
const AdvancedEventSelector = z.object({ FieldSelectors: z.array(FieldSelector) });

/**
 * Which events a trail takes. `default` is what a trail has that nobody told: all management events. `unread`: only its home can tell.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
export const Selectors = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("default") }),
  z.object({ kind: z.literal("basic"), selectors: z.array(EventSelector) }),
  z.object({ kind: z.literal("advanced"), selectors: z.array(AdvancedEventSelector) }),
  z.object({ kind: z.literal("unread"), why: z.string() }),
]);
export type Selectors = z.output<typeof Selectors>;

/** What a trail does in this region; `unread` where the region may not ask. */
const Activity = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("logging"), deliveryError: z.string().nullable(), selectors: Selectors }),
  z.object({ kind: z.literal("unread"), why: z.string() }),
]);

/** A trail as a region sees it: one of its own, or the shadow of one of another region or of the organization. */
export const Trail = z.object({
  arn: z.string().min(1),
  homeRegion: z.string().min(1),
  isMultiRegion: z.boolean(),
  isOrganization: z.boolean(),
  hasGlobalEvents: z.boolean(),
  activity: Activity,
});
export type Trail = z.output<typeof Trail>;
type RawTrail = z.input<typeof Trail>;

/** Whether a trail logs, and when it last delivered to CloudWatch Logs; `unread` where only the account that owns it may ask. */
export const TrailStatus = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("read"),
    isLogging: z.boolean(),
    deliveryError: z.string().nullable(),
    /** What keeps the trail from delivering to CloudWatch Logs. */
    logGroupError: z.string().nullable(),
    /** Null when nothing was ever delivered there. */
    deliveredToLogGroupAt: z.iso.datetime().nullable(),
  }),
  z.object({ kind: z.literal("unread"), why: z.string() }),
]);
export type TrailStatus = z.output<typeof TrailStatus>;

/** What AWS says to a region or an account that is not the trail's home and may not read it. */
const notFromHere = [
  "TrailNotFoundException",
  "CloudTrailARNInvalidException",
  "InvalidHomeRegionException",
  "OperationNotPermittedException",
  "NoManagementAccountSLRExistsException",
];

/** Reads all trails that a region sees, each by its ARN, which alone names a shadow. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export async function readTrails(aws: Aws): Promise<RawTrail[]> {
  const { CloudTrailClient, DescribeTrailsCommand } = await sdk();
  const { trailList = [] } = await aws.client(CloudTrailClient).send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  const trails = trailList.map(async (trail): Promise<RawTrail[]> => {
    const { TrailARN: arn = "", IsMultiRegionTrail = false, IsOrganizationTrail = false, IncludeGlobalServiceEvents = false } = trail;
    const homeRegion = trail.HomeRegion ?? parseArn(arn)?.region ?? "";
    const activity = await readActivity(aws, { arn, homeRegion, isDefault: trail.HasCustomEventSelectors === false });
    const flags = { isMultiRegion: IsMultiRegionTrail, isOrganization: IsOrganizationTrail, hasGlobalEvents: IncludeGlobalServiceEvents };
    return activity === undefined ? [] : [{ arn, homeRegion, ...flags, activity }];
  });
  return (await Promise.all(trails)).flat();
}

interface Sighted {
  readonly arn: string;
  readonly homeRegion: string;
  /** AWS says that nobody gave it selectors of its own. */
  readonly isDefault: boolean;
}

/** Undefined for a trail that was deleted meanwhile. */
async function readActivity(aws: Aws, { arn, homeRegion, isDefault }: Sighted): Promise<RawTrail["activity"] | undefined> {
  const { CloudTrailClient, GetTrailStatusCommand } = await sdk();
  const isOwn = homeRegion === aws.region && parseArn(arn)?.account === aws.account;
  const call = () => aws.client(CloudTrailClient).send(new GetTrailStatusCommand({ Name: arn }));
  const status = await attempt(isOwn ? ["TrailNotFoundException"] : notFromHere, call);
  if ("refusal" in status) return isOwn ? undefined : { kind: "unread", why: status.refusal };
  const { IsLogging, LatestDeliveryError } = status.reply;
  if (IsLogging !== true) return IsLogging === false ? { kind: "stopped" } : { kind: "unread", why: "AWS does not say whether it logs" };
  const elsewhere = isDefault
    ? { kind: "default" as const }
    : { kind: "unread" as const, why: `its home region ${homeRegion} was not asked` };
  const ask = () => unlessGone(["TrailNotFoundException"], () => readSelectors(aws, arn, isDefault));
  const selectors = homeRegion === aws.region ? await ask() : elsewhere;
  return selectors && { kind: "logging", deliveryError: LatestDeliveryError || null, selectors };
}

/** Asks a trail's home region how the trail fares; another account's trail may be `unread` there. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export async function readStatus(aws: Aws, arn: string): Promise<z.input<typeof TrailStatus>> {
  const { CloudTrailClient, GetTrailStatusCommand } = await sdk();
  const call = () => aws.client(CloudTrailClient).send(new GetTrailStatusCommand({ Name: arn }));
  const told = await attempt(parseArn(arn)?.account === aws.account ? [] : notFromHere, call);
  if ("refusal" in told) return { kind: "unread", why: told.refusal };
  const { IsLogging, LatestDeliveryError, LatestCloudWatchLogsDeliveryError, LatestCloudWatchLogsDeliveryTime: delivered } = told.reply;
  if (IsLogging === undefined) return { kind: "unread", why: "AWS does not say whether it logs" };
  const deliveredToLogGroupAt = delivered?.toISOString() ?? null;
  const errors = { deliveryError: LatestDeliveryError || null, logGroupError: LatestCloudWatchLogsDeliveryError || null };
  return { kind: "read", isLogging: IsLogging, ...errors, deliveredToLogGroupAt };
}

/** Asks a trail's home region what the trail takes; another account's trail may be `unread` there too. `isDefault`: nobody gave it selectors. */
export async function readSelectors(aws: Aws, arn: string, isDefault: boolean): Promise<z.input<typeof Selectors>> {
  const { CloudTrailClient, GetEventSelectorsCommand } = await sdk();
  const call = () => aws.client(CloudTrailClient).send(new GetEventSelectorsCommand({ TrailName: arn }));
  const told = await attempt(parseArn(arn)?.account === aws.account ? [] : notFromHere, call);
  if ("refusal" in told) return isDefault ? { kind: "default" } : { kind: "unread", why: told.refusal };
  const { EventSelectors = [], AdvancedEventSelectors = [] } = told.reply;
  if (AdvancedEventSelectors.length > 0)
    return { kind: "advanced", selectors: z.array(AdvancedEventSelector).parse(AdvancedEventSelectors) };
  if (EventSelectors.length > 0 || !isDefault) return { kind: "basic", selectors: z.array(EventSelector).parse(EventSelectors) };
  return { kind: "default" };
}

/** Makes a call that only a trail's home may be able to make; refusals with other codes pass on. */
async function attempt<T>(codes: readonly string[], call: () => Promise<T>): Promise<{ reply: T } | { refusal: string }> {
  try {
    return { reply: await call() };
  } catch (error) {
    const { code, message } = failureOf(error);
    if (code !== undefined && codes.includes(code)) return { refusal: message };
    throw error;
  }
}
