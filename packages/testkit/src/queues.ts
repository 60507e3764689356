import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorCredentials } from "./emulator.ts";

/** A queue and the one that takes what could not be handled, with a client for both. */
export interface Queues {
  readonly sqs: SQSClient;
  readonly queue: string;
  readonly dead: string;
}

/** Makes a queue that gives up on a message after ten deliveries, on any server that speaks SQS, in the account of the emulator's own key. */
export async function makeQueues(endpoint: string, name: string, visibilitySeconds: number): Promise<Queues> {
  const sqs = new SQSClient({ region: "us-east-1", endpoint, credentials: { ...emulatorCredentials } });
  const made = async (QueueName: string, Attributes: Record<string, string>) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
  const dead = await made(`dead-${name}`, { VisibilityTimeout: "600" });
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 10 });
  return { sqs, dead, queue: await made(name, { VisibilityTimeout: String(visibilitySeconds), RedrivePolicy }) };
}
