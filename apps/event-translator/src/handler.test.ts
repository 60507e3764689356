import { type Cloud, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, testIo } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";

const inbox = queueUrl(own, "us-east-1", "resources");
const deadLetter = queueUrl(own, "us-east-1", "resources-dead");
const orders = queueUrl(own, "eu-west-1", "orders");
const event = (eventName: string, more: object = {}) => ({
  ...{
    version: "0",
    id: "1",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.sqs",
    account: own,
    region: "eu-west-1",
    resources: [],
  },
  detail: {
    ...{ eventSource: "sqs.amazonaws.com", eventName, awsRegion: "eu-west-1", recipientAccountId: own },
    ...{ userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${own}:user/alice` }, requestParameters: { queueUrl: orders }, ...more },
  },
});
const changed = event("SetQueueAttributes");
const broken = event("SetQueueAttributes", { requestParameters: null });
const instances = Array.from({ length: 12 }, (_, i) => ({ instanceId: `i-${i}` }));
const started = event("RunInstances", { eventSource: "ec2.amazonaws.com", responseElements: { instancesSet: { items: instances } } });
const ofQueue = { account: own, region: "eu-west-1", type: "sqs", id: orders };
const batch = (...bodies: unknown[]) => ({
  Records: bodies.map((body, i) => ({
    ...{ eventSource: "aws:sqs", messageId: `m${i}`, receiptHandle: "r", attributes: {}, messageAttributes: {} },
    ...{ eventSourceARN: `arn:aws:sqs:us-east-1:${own}:inbox`, awsRegion: "us-east-1" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  })),
});

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());
interface Entry {
  readonly MessageBody: string;
}
interface Letter extends Entry {
  readonly QueueUrl: string;
  readonly MessageAttributes: { readonly reason: { readonly StringValue: string }; readonly messageId: { readonly StringValue: string } };
}

async function start(environment: Record<string, string> = {}, rules: Rules = {}) {
  cloud = await startCloud(rules);
  const settings = { ...fakeKeys, PLUMBLINE_ENDPOINT_URL: cloud.url, PLUMBLINE_SQS: inbox, ...environment };
  const { io, stderr } = testIo({ environment: settings });
  const own_ = makeHandler(io);
  const handler = (event: unknown) => own_(event, { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000 });
  const sent = () =>
    (cloud?.calls ?? [])
      .filter(({ operation }) => operation === "SendMessageBatch")
      .map(({ input }) => ({ queue: input["QueueUrl"], entries: input["Entries"] as Entry[] }));
  const letters = () =>
    (cloud?.calls ?? []).filter(({ operation }) => operation === "SendMessage").map(({ input }) => input as unknown as Letter);
  const messages = () => sent().flatMap(({ entries }) => entries.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown));
  const warnings = () =>
    (linesOf(stderr()) as { level: string; message: string }[]).filter(({ level }) => level === "warn").map(({ message }) => message);
  return { handler, sent, letters, messages, warnings };
}
const refusing: Rules["answer"] = ({ operation }) =>
  operation === "SendMessageBatch" ? { Failed: [{ Id: "0", SenderFault: true, Code: "X", Message: "queue is full" }] } : undefined;

describe("the Lambda, for an event of EventBridge", () => {
  it("sends a message", async () => {
    const { handler, sent, messages } = await start();
    expect(await handler(changed)).toBe(undefined);
    expect([sent().map(({ queue }) => queue), messages()]).toEqual([[inbox], [ofQueue]]);
  });

  it("sends all messages of an event with more than a batch of resources", async () => {
    const { handler, sent, messages } = await start();
    await handler(started);
    expect(sent().map(({ entries }) => entries.length)).toEqual([10, 2]);
    expect(new Set(messages().map((message) => (message as { id: string }).id)).size).toBe(12);
  });

  it("sends nothing for an event that our own session caused, so that there is no loop", async () => {
    const { handler, sent } = await start();
    const arn = `arn:aws:sts::${own}:assumed-role/member_remediator/plumbline-20260301T120000000Z-abc123`;
    await handler(event("SetQueueAttributes", { userIdentity: { type: "AssumedRole", arn } }));
    expect(sent()).toEqual([]);
  });

  it("sends nothing for an event of an own principal, or of a call that failed", async () => {
    const { handler, sent } = await start({ PLUMBLINE_OWN_PRINCIPALS: `arn:aws:iam::${own}:user/alice` });
    await handler(changed);
    await handler(event("SetQueueAttributes", { errorCode: "AccessDenied", userIdentity: {} }));
    expect(sent()).toEqual([]);
  });

  it("sends nothing for an account or a region that nobody named", async () => {
    for (const environment of [{ PLUMBLINE_ACCOUNTS: "222222222222" }, { PLUMBLINE_REGIONS: "us-west-2" }]) {
      const { handler, sent } = await start(environment);
      await handler(changed);
      expect(sent()).toEqual([]);
      await cloud?.close();
    }
  });

  it("sends nothing for an event that the chosen checks do not need", async () => {
    const { handler, sent } = await start({ PLUMBLINE_CHECKS: "s3_bucket/*" });
    await handler(changed);
    expect(sent()).toEqual([]);
  });

  it("rejects when the queue does not take the message, or is not there", async () => {
    await expect((await start({}, { answer: refusing })).handler(changed)).rejects.toThrow(
      `${inbox} did not take 1 message, first ${JSON.stringify(ofQueue)}: queue is full`,
    );
    await cloud?.close();
    const gone: Rules = { fault: ({ operation }) => (operation === "SendMessageBatch" ? { code: "QueueDoesNotExist" } : undefined) };
    await expect((await start({}, gone)).handler(changed)).rejects.toMatchObject({ name: "AwsError", code: "QueueDoesNotExist" });
  });

  it("rejects an event that can't be read with its reason, where there is no dead-letter queue", async () => {
    const { handler, sent, warnings } = await start();
    await expect(handler(broken)).rejects.toMatchObject({
      name: "RecordError",
      event: "sqs.amazonaws.com SetQueueAttributes",
      field: "requestParameters.queueUrl",
    });
    expect(sent()).toEqual([]);
    expect(warnings()).toEqual([expect.stringContaining("SetQueueAttributes names no resource")]);
  });

  it("puts an event that can't be read into the dead-letter queue, whole and with its reason", async () => {
    const { handler, sent, letters } = await start({ PLUMBLINE_DEAD_LETTER_QUEUE: deadLetter });
    expect(await handler(broken)).toBe(undefined);
    const [letter, ...others] = letters();
    expect([sent(), others, letter?.QueueUrl, letter?.MessageAttributes.messageId.StringValue]).toEqual([[], [], deadLetter, "1"]);
    expect(JSON.parse(letter?.MessageBody ?? "")).toEqual(broken);
    expect(letter?.MessageAttributes.reason.StringValue).toMatch(/names no resource; looked for requestParameters\.queueUrl; report it/);
  });

  it("rejects when the dead-letter queue does not take it either", async () => {
    const gone: Rules = { fault: ({ operation }) => (operation === "SendMessage" ? { code: "QueueDoesNotExist" } : undefined) };
    const { handler } = await start({ PLUMBLINE_DEAD_LETTER_QUEUE: deadLetter }, gone);
    await expect(handler(broken)).rejects.toMatchObject({ name: "AwsError", code: "QueueDoesNotExist" });
  });

  it("takes for an event whatever else it is given, and tells what is wrong", async () => {
    const { handler } = await start();
    for (const odd of [undefined, null, "text", {}, { Records: [{ eventSource: "aws:s3" }] }])
      await expect(handler(odd), JSON.stringify(odd)).rejects.toMatchObject({
        name: "RecordError",
        message: expect.stringContaining("no record of CloudTrail"),
      });
  });
});

describe("the Lambda, for a batch of a queue", () => {
  it("gives back only what failed, and sends the rest", async () => {
    const { handler, messages, warnings } = await start();
    expect(await handler(batch(changed, broken, "{oops", event("GetQueueAttributes"), changed))).toEqual({
      batchItemFailures: [{ itemIdentifier: "m1" }, { itemIdentifier: "m2" }],
    });
    expect(messages()).toEqual([ofQueue, ofQueue]);
    expect(warnings()).toContainEqual(expect.stringMatching(/^message m2: .*PLUMBLINE_DEAD_LETTER_QUEUE names no queue/));
    expect(warnings()).toContainEqual(expect.stringMatching(/^message m2: this is no record of CloudTrail/));
  });

  it("takes poison out of the queue when there is a dead-letter queue, and keeps its text", async () => {
    const { handler, messages, letters } = await start({ PLUMBLINE_DEAD_LETTER_QUEUE: deadLetter });
    expect(await handler(batch("{oops", changed))).toEqual({ batchItemFailures: [] });
    expect([messages(), letters().map(({ MessageBody }) => MessageBody)]).toEqual([[ofQueue], ["{oops"]]);
  });

  it("gives back what the queue did not take", async () => {
    const { handler } = await start({}, { answer: refusing });
    expect(await handler(batch(changed))).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
  });
});

describe("the Lambda's environment", () => {
  const rows: Record<string, [environment: Record<string, string>, said: RegExp]> = {
    "without a queue": [{ PLUMBLINE_SQS: "" }, /PLUMBLINE_SQS/],
    "with a queue that is no URL": [{ PLUMBLINE_SQS: "orders" }, /--sqs: must be a queue URL/],
    "with a dead-letter queue that is no URL": [{ PLUMBLINE_DEAD_LETTER_QUEUE: "dead" }, /PLUMBLINE_DEAD_LETTER_QUEUE: must be the URL/],
    "with a principal that is none": [{ PLUMBLINE_OWN_PRINCIPALS: "alice" }, /must be the ARN of a user or a role/],
    "with a check that is none": [{ PLUMBLINE_CHECKS: "sqs/not-pubic" }, /sqs\/not-pubic/],
  };
  it.each(Object.entries(rows))("%s: nothing is done", async (_, [environment, said]) => {
    const { handler, sent } = await start(environment);
    await expect(handler(changed)).rejects.toThrow(said);
    expect(sent()).toEqual([]);
  });

  it("signs in once for many events, and again after it failed", async () => {
    let refuse = true;
    const { handler, messages } = await start(
      {},
      { fault: ({ operation }) => (operation === "GetCallerIdentity" && refuse ? { code: "AccessDenied" } : undefined) },
    );
    await expect(handler(changed)).rejects.toMatchObject({ name: "AwsError" });
    refuse = false;
    for (let i = 0; i < 3; i++) await handler(changed);
    expect([messages().length, cloud?.count("GetCallerIdentity")]).toEqual([3, 2]);
  });
});
