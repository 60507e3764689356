import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { Notice } from "@plumbline/finding-model/notice";
import { memoryState } from "@plumbline/run-store/memory-state";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DeliveryError } from "./channel.ts";
import { finding, notice, remediations } from "./notice.fixture.ts";
import { now, recording, runs } from "./notifier.fixture.ts";
import { checksWithSubject } from "./seed-subjects.ts";
import { snsChannel } from "./sns.ts";
import { sqsSpool } from "./sqs-spool.ts";
import { subjectOf } from "./subject.ts";

const account = "707070707070";
const region = "eu-west-1";
let session: Session;
let sqs: SQSClient;
let sns: SNSClient;
const connect = () => session.connect({ account, region });

beforeAll(async () => {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  session = await createSession({ endpointUrl: emulatorUrl(), region, credentials, ratePerSecond: 500, burst: 500 }, { environment: {} });
  const aws = await connect();
  [sqs, sns] = [aws.client(SQSClient), aws.client(SNSClient)];
});
afterAll(() => session.close());

const newQueue = async (name: string) => {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  return { url: QueueUrl, arn: Attributes?.["QueueArn"] ?? "" };
};
interface Received {
  readonly body: string;
  readonly attributes: Record<string, string | undefined>;
}
async function receiveAll(url: string): Promise<Received[]> {
  const all: Received[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
    );
    if (Messages.length === 0) return all;
    for (const { Body = "", MessageAttributes = {}, ReceiptHandle } of Messages) {
      all.push({ body: Body, attributes: Object.fromEntries(Object.entries(MessageAttributes).map(([k, v]) => [k, v.StringValue])) });
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}
async function newTopic(name: string, attributes: Record<string, string> = {}) {
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: name }));
  const queue = await newQueue(`${name}-reader`);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queue.arn, Attributes: attributes }));
  return {
    channel: snsChannel({ kind: "sns", name: "topic", minSeverity: "low", topic: TopicArn }, (place) => session.connect(place)),
    queue,
  };
}

describe("a topic", () => {
  it("gets a notice as text that ends in the notice as JSON, with attributes", async () => {
    const { channel, queue } = await newTopic("raw", { RawMessageDelivery: "true" });
    const told = notice(finding("orders"), { remediation: remediations["failed"]! });
    await channel.send([told]);
    const [message] = await receiveAll(queue.url);
    expect(message?.attributes).toEqual({
      ...{ severity: "high", check: "sqs/not-public", account: "111111111111", region, type: "sqs" },
      ...{ state: "failed", happened: "new", fingerprint: told.finding.fingerprint, verdict: "fail" },
    });
    const lines = message?.body.split("\n") ?? [];
    expect(lines.slice(0, 4)).toEqual(["Account: 111111111111", "Region: eu-west-1", "Resource type: sqs", "Identifier: orders"]);
    expect(Notice.parse(JSON.parse(lines.at(-1) ?? ""))).toEqual(told);
  });

  it("takes the subject of every check with the longest names, and of every state", async () => {
    const { channel, queue } = await newTopic("subjects");
    const longest = (check: string) =>
      finding("x".repeat(500), { check, subKey: "y".repeat(128), resource: { type: check.split("/")[0] ?? "" } });
    const all = [
      ...checksWithSubject.map((check) => notice(longest(check), { remediation: remediations["planned after 2026-03-08"]! })),
      ...Object.values(remediations).map((remediation) => notice(longest("sqs/not-public"), { remediation })),
    ];
    await channel.send(all);
    const subjects = (await receiveAll(queue.url)).map(({ body }) => (JSON.parse(body) as { Subject: string }).Subject);
    console.log(
      `${subjects.length} of ${all.length} notices arrived; longest subject ${Math.max(...subjects.map(({ length }) => length))}`,
    );
    expect(subjects.toSorted()).toEqual(all.map(subjectOf).sort());
  });

  it("takes a notice that is larger than a message", async () => {
    const { channel, queue } = await newTopic("large", { RawMessageDelivery: "true" });
    await channel.send([
      notice(finding("orders", { verdict: { status: "fail", reason: "r", evidence: { policy: "é".repeat(300_000) } } })),
    ]);
    const [message] = await receiveAll(queue.url);
    expect(message?.body).toContain("1 field left out for length; run r1 has all");
    Notice.parse(JSON.parse(message?.body.split("\n").at(-1) ?? ""));
  });

  it("that is not there is told with the call, the account and the region", async () => {
    const topic = `arn:aws:sns:${region}:${account}:nowhere`;
    const channel = snsChannel({ kind: "sns", name: "topic", minSeverity: "low", topic }, (place) => session.connect(place));
    const error = await channel.send([notice()]).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({
      isFinal: true,
      message: expect.stringMatching(/^channel topic: sns:Publish in 707070707070\/eu-west-1: NotFound/),
    });
  });
});

describe("a spool in a queue", () => {
  it("keeps notices until the channel is well again", async () => {
    const { url } = await newQueue("spool");
    let isDown = true;
    const ops = recording("ops", { fault: () => (isDown ? { isFinal: false } : undefined) });
    const { tell } = runs({ channels: [ops], spool: sqsSpool(url, connect), state: memoryState(now) });
    const large = finding("large", { verdict: { status: "fail", reason: "r", evidence: { policy: "x".repeat(400_000) } } });
    expect(await tell({ findings: [finding("orders"), large] })).toMatchObject({ sent: 0, queued: 2 });
    isDown = false;
    expect(await tell({ findings: [finding("orders"), large] })).toMatchObject({ notices: 0, sent: 2, queued: 0, problems: [] });
    expect(ops.told().sort()).toEqual(["large new not tried", "orders new not tried"]);
    expect(await receiveAll(url)).toEqual([]);
  });

  it("that is not there is told, and the next run tells the finding", async () => {
    let isDown = true;
    const ops = recording("ops", { fault: () => (isDown ? { isFinal: false } : undefined) });
    const { tell } = runs({ channels: [ops], spool: sqsSpool(`${emulatorUrl()}/${account}/nowhere`, connect) });
    const telling = await tell({ findings: [finding("orders")] });
    expect(telling.problems).toEqual([
      expect.stringMatching(/what waits from earlier runs can't be read: sqs:ReceiveMessage/),
      expect.stringMatching(/answered 500; 1 notice could not be kept either, and the next run tells them: sqs:SendMessage/),
    ]);
    isDown = false;
    expect(await tell({ findings: [finding("orders")] })).toMatchObject({ sent: 1 });
  });
});
