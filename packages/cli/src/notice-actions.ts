import { allow, type PolicyStatement } from "@plumbline/audit-kit/generate";
import type { NotifyConfig } from "@plumbline/delivery/config";
import { arn } from "@plumbline/finding-model/arn";
import { regionOfQueue } from "./send.ts";

/** What telling notices takes, beside signing in: publishing to the topics that are named, and keeping what waits in the queue. */
export function noticeStatements({ channels, spoolQueue }: NotifyConfig, partition: string): readonly PolicyStatement[] {
  const topics = [...new Set(channels.flatMap((channel) => (channel.kind === "sns" ? [channel.topic] : [])))];
  return [
    ...topics.map((topic, i) => allow(`PlumblineNotices${i === 0 ? "" : i + 1}`, ["sns:Publish"], topic)),
    ...(spoolQueue === undefined
      ? []
      : [
          allow("PlumblineNoticesWaiting", ["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"], queueArn(spoolQueue, partition)),
        ]),
  ];
}

/** A queue's URL ends in its account and its name. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
function queueArn(url: string, partition: string): string {
  const [account = "*", name = "*"] = new URL(url).pathname.split("/").slice(-2);
  return arn({ partition, service: "sqs", region: regionOfQueue(url) ?? "*", account, resource: name });
}
