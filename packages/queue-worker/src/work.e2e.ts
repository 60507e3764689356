import { join } from "node:path";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Aws } from "@plumbline/aws-session/aws";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { type MaybeQueueServer, tryQueueServer } from "@plumbline/testkit/queue-server";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerBatch } from "./answer-batch.ts";
import { sendToDeadLetters } from "./dead-letter.ts";
import { SqsEvent } from "./sqs-event.ts";
import { work } from "./work.ts";

const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(import.meta.dirname, "../../../.cache");
const session: { own?: Session } = {};
let second: MaybeQueueServer;
beforeAll(async () => {
  second = await tryQueueServer({ cacheFolder, environment: process.env, log: (line) => process.stderr.write(`${line}\n`) });
  session.own = await createSession(
    { credentials: { ...emulatorCredentials }, region: "us-east-1", endpointUrl: emulatorUrl(), ratePerSecond: 2000, burst: 2000 },
    { environment: {} },
  );
});
afterAll(async () => {
  session.own?.close();
  if ("server" in second) await second.server.stop();
});

/** The same SDK against another server. */
const at = (url: string): Aws => {
  const client = new SQSClient({ region: "us-east-1", endpoint: url, credentials: { ...emulatorCredentials } });
  const place = { account: "123456789012", region: "us-east-1", partition: "aws" };
  return {
    ...place,
    client: <C>(Client: new (config: { region: string }) => C) => (client instanceof Client ? client : new Client(place)),
  };
};

const servers: Record<string, () => Promise<Aws | string>> = {
  moto: async () => (await session.own?.connect({ account: session.own.callerAccount, region: "us-east-1" })) ?? "no session",
  ElasticMQ: async () => ("server" in second ? at(second.server.url) : second.missing),
};
const [sent, poisonEvery, onceEvery, maxReceives] = [200, 20, 20, 3];

describe.each(Object.entries(servers))("the worker on %s", (name, connect) => {
  async function makeQueues(aws: Aws) {
    const sqs = aws.client(SQSClient);
    const made = async (QueueName: string, Attributes: Record<string, string>) =>
      (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? "";
    const dead = await made(`dead-${name}`, {});
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: maxReceives });
    return { dead, queue: await made(`work-${name}`, { VisibilityTimeout: "2", RedrivePolicy }) };
  }
  async function drain(aws: Aws, queue: string) {
    const found: { body: string; reason: string | undefined }[] = [];
    for (;;) {
      const { Messages = [] } = await aws
        .client(SQSClient)
        .send(
          new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"], VisibilityTimeout: 60 }),
        );
      if (Messages.length === 0) return found;
      found.push(
        ...Messages.map(({ Body = "", MessageAttributes = {} }) => ({ body: Body, reason: MessageAttributes["reason"]?.StringValue })),
      );
    }
  }

  it("handles each message, tries again what failed, and leaves what always fails to the dead-letter queue", async ({ skip }) => {
    const aws = await connect();
    if (typeof aws === "string") return skip(aws);
    const { queue, dead } = await makeQueues(aws);
    for (let from = 0; from < sent; from += 10) {
      const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: String(i), MessageBody: String(from + i) }));
      await aws.client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    }
    const [handled, tried, failedOnce]: [number[], number[], number[]] = [[], [], []];
    const worked = await work({
      ...{ aws, queue, batchSize: 10, atOnce: 4, timeoutSeconds: 10, waitSeconds: 1, untilEmpty: true },
      handler: async (event) => {
        const failed = SqsEvent.parse(event).Records.filter(({ body, attributes, eventSourceARN }) => {
          expect(eventSourceARN).toBe(`arn:aws:sqs:us-east-1:123456789012:work-${name}`);
          const n = Number(body);
          tried.push(n);
          if (n % poisonEvery === 0) return true;
          if (n % onceEvery === 1 && attributes["ApproximateReceiveCount"] === "1") return failedOnce.push(n) > 0;
          handled.push(n);
          return false;
        });
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      tell: () => undefined,
      elapsed: () => performance.now(),
      requestId: () => "r",
    });
    const all = Array.from({ length: sent }, (_, n) => n);
    const poison = all.filter((n) => n % poisonEvery === 0);
    const left = await drain(aws, dead);
    console.log(
      `${name}: ${sent} sent, ${handled.length} handled, ${left.length} in the dead-letter queue, ${worked.deliveries} deliveries`,
    );
    // A queue delivers at least once, and a delivery whose answer is lost counts, so only bounds are exact.
    expect(worked.deliveries).toBe(tried.length);
    expect(worked.failed).toBe(worked.deliveries - worked.deleted);
    expect([...new Set(handled)].sort((a, b) => a - b)).toEqual(all.filter((n) => !poison.includes(n)));
    expect(failedOnce.filter((n) => !handled.includes(n))).toEqual([]);
    expect(failedOnce).not.toEqual([]);
    const triesOfPoison = poison.map((n) => tried.filter((one) => one === n).length);
    expect(Math.max(...triesOfPoison)).toBeGreaterThan(1);
    expect(left.map(({ body }) => Number(body)).sort((a, b) => a - b)).toEqual(poison);
  });

  it("buries poison at its first delivery, with the reason and the body that came", async ({ skip }) => {
    const aws = await connect();
    if (typeof aws === "string") return skip(aws);
    const { queue, dead } = await makeQueues(aws);
    const Entries = ["{ not JSON", "fine"].map((MessageBody, i) => ({ Id: String(i), MessageBody }));
    await aws.client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    const worked = await work({
      ...{ aws, queue, batchSize: 10, atOnce: 1, timeoutSeconds: 10, waitSeconds: 1, untilEmpty: true },
      handler: (event) =>
        answerBatch(SqsEvent.parse(event), {
          atOnce: 2,
          handle: async ({ body }) => (body === "fine" ? { kind: "done" } : { kind: "poison", reason: "it is not JSON" }),
          bury: (record, reason) => sendToDeadLetters(aws, dead, record, reason),
          tell: () => undefined,
        }),
      tell: () => undefined,
      elapsed: () => performance.now(),
      requestId: () => "r",
    });
    expect(worked).toMatchObject({ deliveries: 2, deleted: 2, failed: 0 });
    expect(await drain(aws, dead)).toEqual([{ body: "{ not JSON", reason: "it is not JSON" }]);
  });
});
