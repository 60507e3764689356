import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Session } from "@plumbline/aws-session/session";
import type { Queues } from "@plumbline/testkit/queues";

/** Twenty accounts of two regions: the session lets each place have twenty calls a second. */
const accounts = Array.from({ length: 20 }, (_, i) => String(200_000_000_001 + i));
const regions = ["us-east-1", "eu-west-1"];
const openPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
});

/** A queue that messages are about; `open` ones must be put right. */
export interface Resource {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly isOpen: boolean;
}
export interface World {
  readonly accounts: readonly string[];
  /** Named by many messages each. */
  readonly shared: readonly Resource[];
  /** Each named by one message, whose first judging is refused. */
  readonly once: readonly Resource[];
}

/** Makes the queues that messages are about; every second one is open to everyone. */
export async function makeWorld(session: Session, { name, ...counts }: { name: string; shared: number; once: number }): Promise<World> {
  const make = async (kind: string, n: number): Promise<Resource> => {
    const account = accounts[n % accounts.length] ?? "";
    const region = regions[Math.floor(n / accounts.length) % regions.length] ?? "";
    const isOpen = n % 2 === 0;
    const sqs = (await session.connect({ account, region })).client(SQSClient);
    const Attributes = isOpen ? { Policy: openPolicy } : {};
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `${kind}-${name}-${n}`, Attributes }));
    return { account, region, id: QueueUrl, isOpen };
  };
  const all = async (kind: string, count: number) => {
    const made: Resource[] = [];
    // A few at a time, for the emulator has one thread.
    for (let from = 0; from < count; from += 20)
      made.push(...(await Promise.all(Array.from({ length: Math.min(20, count - from) }, (_, i) => make(kind, from + i)))));
    return made;
  };
  return { accounts, shared: await all("shared", counts.shared), once: await all("once", counts.once) };
}

/** Sends messages, and gives their ids. */
export async function sendAll({ sqs, queue }: Queues, bodies: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < bodies.length; from += 10) {
    const Entries = bodies.slice(from, from + 10).map((MessageBody, i) => ({ Id: String(i), MessageBody }));
    const { Successful = [], Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    ids.push(...Successful.flatMap(({ MessageId }) => MessageId ?? []));
    if (Failed.length > 0) throw new Error(`the queue refused ${Failed.length} messages: ${Failed[0]?.Message}`);
  }
  return ids;
}

export interface Dead {
  readonly body: string;
  /** Undefined when the queue's own redrive put it there. */
  readonly reason: string | undefined;
  /** Of the message that was buried. */
  readonly messageId: string | undefined;
}
/** Takes all out of the dead-letter queue. */
export async function readDead({ sqs, dead }: Queues): Promise<Dead[]> {
  const found: Dead[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: dead, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return found;
    for (const { Body = "", MessageAttributes = {} } of Messages)
      found.push({ body: Body, reason: MessageAttributes["reason"]?.StringValue, messageId: MessageAttributes["messageId"]?.StringValue });
  }
}

/** Which resources anyone may still send to. */
export async function stillOpen(session: Session, resources: readonly Resource[]): Promise<string[]> {
  const open: string[] = [];
  for (const { account, region, id } of resources) {
    const sqs = (await session.connect({ account, region })).client(SQSClient);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] }));
    if (Attributes?.["Policy"]) open.push(id);
  }
  return open;
}
