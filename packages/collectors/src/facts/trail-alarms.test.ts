import { awsFault, type FakeAnswers, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { readTrailAlarms, TrailAlarms } from "./trail-alarms.ts";

const logGroup = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/trail:*";
const topic = "arn:aws:sns:eu-west-1:111111111111:security";
const foreign = "arn:aws:sns:eu-west-1:222222222222:security";
const elsewhere = "arn:aws:sns:us-east-1:111111111111:security";
const subscription = `${topic}:5b9e1b1e-0000-4000-8000-000000000000`;
const pattern = "{ $.eventName = CreateTrail }";
const metric = { metricNamespace: "Trail", metricName: "changes", metricValue: "1" };
const filter = { filterName: "changes", filterPattern: pattern, metricTransformations: [metric] };
const alarm = { AlarmName: "ring", Namespace: "Trail", MetricName: "changes", ActionsEnabled: true, AlarmActions: [topic] };
const denied = () => {
  throw awsFault("AuthorizationError");
};
const answers = (more: FakeAnswers["answers"] = {}) => ({
  DescribeMetricFilters: { metricFilters: [filter] },
  DescribeAlarms: { MetricAlarms: [alarm] },
  ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: subscription }] },
  ...more,
});
const read = {
  filters: [{ name: "changes", pattern, metrics: [{ namespace: "Trail", name: "changes" }], limits: [] as string[] }],
  alarms: [{ name: "ring", metric: { namespace: "Trail", name: "changes" }, actionsEnabled: true, topics: [topic] }],
  topics: { [topic]: { confirmed: 1, pending: 0 } } as object,
};
const look = async (more: FakeAnswers["answers"], group: string | null = logGroup) => {
  const aws = fakeAws({ answers: answers(more) });
  return { alarms: await readTrailAlarms(aws, group), calls: aws.calls };
};

const rows: Record<string, [more: FakeAnswers["answers"], alarms: Partial<typeof read>]> = {
  "the whole chain": [{}, {}],
  "no filter": [{ DescribeMetricFilters: {} }, { filters: [], alarms: [], topics: {} }],
  "a log group that was deleted": [
    {
      DescribeMetricFilters: () => {
        throw awsFault("ResourceNotFoundException");
      },
    },
    { filters: [], alarms: [], topics: {} },
  ],
  "no alarm": [{ DescribeAlarms: {} }, { alarms: [], topics: {} }],
  "an alarm on another metric, namespace, or one dimension; and a metric expression": [
    {
      DescribeAlarms: {
        MetricAlarms: [
          { ...alarm, MetricName: "others" },
          { ...alarm, Namespace: "trail" },
          { ...alarm, Dimensions: [{ Name: "user", Value: "root" }] },
          { AlarmName: "sum", Metrics: [], ActionsEnabled: true, AlarmActions: [topic] },
        ],
      },
    },
    { alarms: [], topics: {} },
  ],
  "an alarm whose actions are off, so its topic does not matter": [
    { DescribeAlarms: { MetricAlarms: [{ ...alarm, ActionsEnabled: false }] } },
    { alarms: [{ ...read.alarms[0], actionsEnabled: false } as (typeof read.alarms)[0]], topics: {} },
  ],
  "an action that is no topic": [
    { DescribeAlarms: { MetricAlarms: [{ ...alarm, AlarmActions: ["arn:aws:automate:eu-west-1:ec2:stop"] }] } },
    { alarms: [{ ...read.alarms[0], topics: [] } as unknown as (typeof read.alarms)[0]], topics: {} },
  ],
  "subscriptions that are not confirmed, or deleted": [
    { ListSubscriptionsByTopic: { Subscriptions: [{ SubscriptionArn: "PendingConfirmation" }, { SubscriptionArn: "Deleted" }, {}] } },
    { topics: { [topic]: { confirmed: 0, pending: 1 } } },
  ],
  "a topic that was deleted": [
    {
      ListSubscriptionsByTopic: () => {
        throw awsFault("NotFoundException");
      },
    },
    { topics: { [topic]: { confirmed: 0, pending: 0 } } },
  ],
};

describe("readTrailAlarms", () => {
  it.each(Object.entries(rows))("reads %s", async (_, [more, alarms]) => {
    const found = await look(more);
    expect(found.alarms).toEqual({ kind: "read", ...read, ...alarms });
    expect(TrailAlarms.parse(found.alarms)).toEqual(found.alarms);
  });

  it("makes no call without a log group, nor for one of another account or region", async () => {
    expect(await look({}, null)).toEqual({ alarms: { kind: "no-log-group" }, calls: [] });
    for (const group of [logGroup.replace("111111111111", "222222222222"), logGroup.replace("eu-west-1", "us-east-1")])
      expect(await look({}, group)).toEqual({ alarms: { kind: "unread", why: expect.stringContaining(group) }, calls: [] });
  });

  it("reads every page of filters, alarms and subscriptions, each once", async () => {
    const { alarms, calls } = await look({
      DescribeMetricFilters: ({ nextToken }: { nextToken?: string }) =>
        nextToken ? { metricFilters: [filter] } : { metricFilters: [{ filterName: "first", filterPattern: "" }], nextToken: "2" },
      DescribeAlarms: ({ NextToken }: { NextToken?: string }) =>
        NextToken ? { MetricAlarms: [alarm, { ...alarm, AlarmName: "again" }] } : { MetricAlarms: [], NextToken: "2" },
      ListSubscriptionsByTopic: ({ NextToken }: { NextToken?: string }) =>
        NextToken
          ? { Subscriptions: [{ SubscriptionArn: subscription }] }
          : { Subscriptions: [{ SubscriptionArn: "PendingConfirmation" }], NextToken: "2" },
    });
    expect(alarms).toMatchObject({ topics: { [topic]: { confirmed: 1, pending: 1 } } });
    expect(alarms).toMatchObject({
      filters: [{ name: "first", metrics: [] }, read.filters[0]],
      alarms: [{ name: "ring" }, { name: "again" }],
    });
    const group = { logGroupName: "/aws/trail" };
    const metrics = { AlarmTypes: ["MetricAlarm"], MaxRecords: 100 };
    expect(calls.map(({ input }) => input)).toEqual([
      ...[group, { ...group, nextToken: "2" }, metrics, { ...metrics, NextToken: "2" }],
      ...[{ TopicArn: topic }, { TopicArn: topic, NextToken: "2" }],
    ]);
  });

  const limits: Record<string, [more: object, limit: string]> = {
    "a filter of transformed events": [{ applyOnTransformedLogs: true }, "transformed"],
    "a filter of some accounts": [{ fieldSelectionCriteria: '@aws.account IN ["1"]' }, "@aws.account"],
    "a metric with dimensions": [{ metricTransformations: [{ ...metric, dimensions: { user: "$.user" } }] }, "dimensions"],
    "a metric that counts nothing": [{ metricTransformations: [{ ...metric, metricValue: "0" }] }, "value is 0"],
    "a metric that counts nothing, written otherwise": [{ metricTransformations: [{ ...metric, metricValue: "0.0" }] }, "value is 0"],
    "a metric that takes its value from a field, which events need not have": [
      { metricTransformations: [{ ...metric, metricValue: "$.size" }] },
      "value is $.size",
    ],
    "a metric with dimensions of the system": [{ emitSystemFieldDimensions: ["@aws.region"] }, "dimensions"],
  };
  it.each(Object.entries(limits))("says what limits %s", async (_, [more, limit]) => {
    const { alarms } = await look({ DescribeMetricFilters: { metricFilters: [{ ...filter, ...more }] } });
    expect(alarms).toMatchObject({ filters: [{ limits: [expect.stringContaining(limit)] }] });
  });

  const failing = ["DescribeMetricFilters", "DescribeAlarms", "ListSubscriptionsByTopic"];
  it.each(failing)("does not answer where %s is denied", async (operation) => {
    await expect(look({ [operation]: denied })).rejects.toMatchObject({ kind: "denied" });
  });

  it("says of a topic in another region, or of another account that does not let us look, that it is unread", async () => {
    const ring = { DescribeAlarms: { MetricAlarms: [{ ...alarm, AlarmActions: [foreign, elsewhere, topic] }] } };
    const { alarms } = await look({
      ...ring,
      ListSubscriptionsByTopic: ({ TopicArn }: { TopicArn: string }) =>
        TopicArn === topic ? answers().ListSubscriptionsByTopic : denied(),
    });
    expect(alarms).toMatchObject({
      topics: {
        [topic]: { confirmed: 1 },
        [foreign]: { unread: expect.stringContaining("AuthorizationError") },
        [elsewhere]: { unread: "it is in another region" },
      },
    });
    expect((await look(ring)).alarms).toMatchObject({ topics: { [foreign]: { confirmed: 1 } } });
  });

  it("does not take a throttled call on a topic of another account for its word", async () => {
    const throttled = () => {
      throw awsFault("ThrottlingException");
    };
    const ring = { DescribeAlarms: { MetricAlarms: [{ ...alarm, AlarmActions: [foreign] }] } };
    await expect(look({ ...ring, ListSubscriptionsByTopic: throttled })).rejects.toMatchObject({ kind: "throttled" });
  });
});
