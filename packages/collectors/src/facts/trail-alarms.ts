import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { MetricFilter as AwsMetricFilter } from "@aws-sdk/client-cloudwatch-logs";
import type { Aws } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { unlessGone } from "./unless-gone.ts";

const Metric = z.object({ namespace: z.string(), name: z.string() });
/**
 * `limits` are what keeps events of its pattern out of its metric: the filter may look at other fields or another form of the event, a
 * metric with dimensions has no value without them, and one that adds 0, or a field that an event may lack, need not rise.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricFilter.html
 */
const MetricFilter = z.object({ name: z.string(), pattern: z.string(), metrics: z.array(Metric), limits: z.array(z.string()) });
const Alarm = z.object({ name: z.string(), metric: Metric, actionsEnabled: z.boolean(), topics: z.array(z.string()) });
/** How many subscriptions of a topic are confirmed, and how many not yet; `unread` where only its own account or region can tell. */
const Topic = z.union([z.object({ confirmed: z.int(), pending: z.int() }), z.object({ unread: z.string() })]);

/** What rings for the events of a trail: the filters of its log group, the alarms on their metrics, and the SNS topics of those by ARN. */
export const TrailAlarms = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("no-log-group") }),
  z.object({ kind: z.literal("unread"), why: z.string() }),
  z.object({ kind: z.literal("read"), filters: z.array(MetricFilter), alarms: z.array(Alarm), topics: z.record(z.string(), Topic) }),
]);
export type TrailAlarms = z.output<typeof TrailAlarms>;
type MetricFilter = z.output<typeof MetricFilter>;
type Alarm = z.output<typeof Alarm>;
type Topic = z.output<typeof Topic>;

/** Reads the chain of a log group, given by its ARN, in its region; further calls are made only where the ones before found something. */
export async function readTrailAlarms(aws: Aws, logGroup: string | null): Promise<TrailAlarms> {
  if (logGroup === null) return { kind: "no-log-group" };
  const at = parseArn(logGroup);
  if (at?.account !== aws.account || at.region !== aws.region)
    return { kind: "unread", why: `its log group ${logGroup} is in another account or region` };
  const filters = await readFilters(aws, at.resource.split(":")[1] ?? "");
  const alarms = filters.some(({ metrics }) => metrics.length > 0) ? await readAlarms(aws, filters) : [];
  const arns = [...new Set(alarms.filter(({ actionsEnabled }) => actionsEnabled).flatMap(({ topics }) => topics))].sort();
  const topics = await Promise.all(arns.map(async (arn): Promise<[string, Topic]> => [arn, await readTopic(aws, arn)]));
  return { kind: "read", filters, alarms, topics: Object.fromEntries(topics) };
}

/** None of a log group that was deleted; a trail goes on naming it. */
async function readFilters(aws: Aws, logGroupName: string): Promise<MetricFilter[]> {
  const { CloudWatchLogsClient, paginateDescribeMetricFilters } = await import("@aws-sdk/client-cloudwatch-logs");
  const all: MetricFilter[] = [];
  await unlessGone(["ResourceNotFoundException"], async () => {
    for await (const page of paginateDescribeMetricFilters({ client: aws.client(CloudWatchLogsClient) }, { logGroupName }))
      all.push(...(page.metricFilters ?? []).map(toFilter));
  });
  return all;
}

const toFilter = (filter: AwsMetricFilter): MetricFilter => {
  const transformations = filter.metricTransformations ?? [];
  const countless = transformations.map(({ metricValue = "" }) => metricValue).filter((value) => !Number(value));
  const hasDimensions = transformations.some(({ dimensions = {} }) => Object.keys(dimensions).length > 0);
  return {
    name: filter.filterName ?? "",
    pattern: filter.filterPattern ?? "",
    metrics: transformations.map(({ metricNamespace = "", metricName = "" }) => ({ namespace: metricNamespace, name: metricName })),
    limits: [
      ...(filter.applyOnTransformedLogs ? ["it looks at transformed events"] : []),
      ...(filter.fieldSelectionCriteria ? [`it looks only where ${filter.fieldSelectionCriteria}`] : []),
      ...(hasDimensions || (filter.emitSystemFieldDimensions ?? []).length > 0 ? ["its metric has dimensions"] : []),
      ...countless.map((value) => `its metric value is ${value || "not told"}`),
    ],
  };
};

/** The alarms that watch one of the filters' metrics as a whole. What an alarm leaves out of its actions is off. */
async function readAlarms(aws: Aws, filters: readonly MetricFilter[]): Promise<Alarm[]> {
  const { CloudWatchClient, paginateDescribeAlarms } = await import("@aws-sdk/client-cloudwatch");
  const wanted = new Set(filters.flatMap(({ metrics }) => metrics.map(keyOf)));
  const all: Alarm[] = [];
  const input = { AlarmTypes: ["MetricAlarm" as const], MaxRecords: 100 };
  for await (const page of paginateDescribeAlarms({ client: aws.client(CloudWatchClient) }, input))
    all.push(...(page.MetricAlarms ?? []).flatMap(toAlarm).filter(({ metric }) => wanted.has(keyOf(metric))));
  return all;
}

const keyOf = ({ namespace, name }: z.output<typeof Metric>): string => JSON.stringify([namespace, name]);

const toAlarm = ({ AlarmName = "", MetricName, Namespace, Dimensions = [], ActionsEnabled = false, AlarmActions = [] }: MetricAlarm) => {
  if (MetricName === undefined || Namespace === undefined || Dimensions.length > 0) return [];
  const topics = AlarmActions.filter((action) => parseArn(action)?.service === "sns");
  return [{ name: AlarmName, metric: { namespace: Namespace, name: MetricName }, actionsEnabled: ActionsEnabled, topics }];
};

/** A subscription that nobody has confirmed, or that was deleted, says so in place of its ARN. https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html */
async function readTopic(aws: Aws, topic: string): Promise<Topic> {
  const { SNSClient, paginateListSubscriptionsByTopic } = await import("@aws-sdk/client-sns");
  const at = parseArn(topic);
  if (at?.region !== aws.region) return { unread: "it is in another region" };
  const arns: string[] = [];
  try {
    await unlessGone(["NotFound", "NotFoundException"], async () => {
      for await (const page of paginateListSubscriptionsByTopic({ client: aws.client(SNSClient) }, { TopicArn: topic }))
        arns.push(...(page.Subscriptions ?? []).map(({ SubscriptionArn = "" }) => SubscriptionArn));
    });
  } catch (error) {
    const { kind, message } = failureOf(error);
    if (at.account === aws.account || kind !== "denied") throw error;
    return { unread: message };
  }
  const confirmed = arns.filter((arn) => parseArn(arn) !== undefined).length;
  return { confirmed, pending: arns.filter((arn) => arn === "PendingConfirmation").length };
}
