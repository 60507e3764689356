import { CloudWatchClient, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand, PutMetricFilterCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Aws } from "@plumbline/aws-session/aws";
import { patterns } from "./patterns.ts";

const group = "cis/cloudtrail";
const namespace = "CisAlarms";

/** The log group of the good trail; answers its ARN as CloudTrail wants it. */
export async function makeLogGroup({ client, region, account }: Aws): Promise<string> {
  await client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: group }));
  return `arn:aws:logs:${region}:${account}:log-group:${group}:*`;
}

/** A metric filter, an alarm and a confirmed subscription for each of section 4; `left` are left out. */
export async function makeAlarms({ client }: Aws, left: readonly string[] = []): Promise<void> {
  const sns = client(SNSClient);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "cis-alarms" }));
  // The emulator confirms at once, as AWS does for queues and functions.
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:123456789012:alarms" }));
  for (const [name, filterPattern] of Object.entries(patterns).filter(([one]) => !left.includes(one))) {
    await client(CloudWatchLogsClient).send(
      new PutMetricFilterCommand({
        ...{ logGroupName: group, filterName: name, filterPattern },
        metricTransformations: [{ metricName: name, metricNamespace: namespace, metricValue: "1" }],
      }),
    );
    await client(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: name, MetricName: name, Namespace: namespace, Statistic: "Sum", Period: 300, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold", AlarmActions: [TopicArn ?? ""] },
      }),
    );
  }
}
