import { chunks } from "@plumbline/audit-kit/flow";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Session } from "@plumbline/aws-session/session";
import { CommandError } from "@plumbline/cli/command-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import { queuePlace } from "@plumbline/cli/queue-place";
import { batchSize, sendMessages } from "@plumbline/cli/send";
import { parseArn } from "@plumbline/finding-model/arn";
import { counted } from "@plumbline/reports/text";
import type { EnqueueConfig } from "./config.ts";

type Sleep = (milliseconds: number) => Promise<void>;
const pauses = [0, 200, 1000];

/** Sends texts to the queue or the topic, ten with a call. Rejects when some were not taken: those that were come twice then, which does no harm. */
export async function sendItems(texts: readonly string[], config: EnqueueConfig, session: Session, sleep: Sleep): Promise<void> {
  const { sqs, sns } = config;
  const place =
    sqs === undefined ? { account: session.callerAccount, region: parseArn(sns ?? "")?.region ?? "" } : queuePlace(session, sqs);
  const aws = await session.connect(place);
  for (const group of chunks(texts, batchSize)) {
    const [first, ...others] = sqs === undefined ? await publish(aws, sns ?? "", group, sleep) : await send(aws, sqs, group, sleep);
    if (first === undefined) continue;
    throw new CommandError(`${sqs ?? sns} did not take ${counted(others.length + 1, "message")}: ${first}`, {
      ...{ exitCode: exitCodes.incomplete, hint: "run it again; what was taken already does no harm twice" },
    });
  }
}

const send = async (aws: Aws, queue: string, group: readonly string[], sleep: Sleep): Promise<readonly string[]> =>
  (
    await sendMessages(
      aws,
      queue,
      group.map((body) => ({ body })),
      sleep,
    )
  ).map(({ reason }) => reason);

/** Answers why messages were not taken. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
async function publish(aws: Aws, topic: string, group: readonly string[], sleep: Sleep): Promise<readonly string[]> {
  const { PublishBatchCommand, SNSClient } = await import("@aws-sdk/client-sns");
  let left = group.map((Message, index) => ({ Id: String(index), Message }));
  let reasons: readonly string[] = [];
  for (const pause of pauses) {
    if (left.length === 0) break;
    if (pause > 0) await sleep(pause);
    const { Failed = [] } = await aws
      .client(SNSClient)
      .send(new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: left }));
    const failed = new Map(Failed.map(({ Id, Message, Code }) => [Id, Message ?? Code ?? "no reason"]));
    left = left.filter(({ Id }) => failed.has(Id));
    reasons = left.map(({ Id }) => failed.get(Id) ?? "");
  }
  return left.length === 0 ? [] : reasons;
}
