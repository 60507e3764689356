import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import type { Handler } from "./handler.ts";
import type { SqsEvent } from "./sqs-event.ts";
import { type Invocation, type WorkOptions, work } from "./work.ts";

const queue = "https://sqs.eu-west-1.amazonaws.com/111111111111/q";
const message = (id: string) => ({ MessageId: id, ReceiptHandle: `h-${id}`, Body: id });
const ids = (event: unknown) => (event as SqsEvent).Records.map(({ messageId }) => messageId);

/** Works through batches that a queue gives one after the other, and tells what was handled, deleted and told. */
async function workThrough(batches: readonly string[][], handler: Handler, options: Partial<WorkOptions> = {}) {
  const [handled, told]: [string[], Invocation[]] = [[], []];
  let given = 0;
  const aws = fakeAws({
    answers: {
      GetQueueAttributes: {
        Attributes: {
          QueueArn: "arn:aws:sqs:eu-west-1:111111111111:q",
          ...{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0", ApproximateNumberOfMessagesDelayed: "0" },
        },
      },
      ReceiveMessage: () => ({ Messages: batches[given++]?.map(message) }),
      DeleteMessageBatch: {},
    },
  });
  const worked = await work({
    ...{ aws, queue, batchSize: 10, atOnce: 1, timeoutSeconds: 5, waitSeconds: 1, untilEmpty: true },
    handler: (event, context) => {
      handled.push(ids(event).join(""));
      return handler(event, context);
    },
    tell: (invocation) => void told.push(invocation),
    elapsed: () => performance.now(),
    requestId: () => "r1",
    ...options,
  });
  const deleted = aws.calls
    .filter(({ operation }) => operation === "DeleteMessageBatch")
    .map(({ input }) =>
      (input as { Entries: { ReceiptHandle: string }[] }).Entries.map(({ ReceiptHandle }) => ReceiptHandle.slice(2)).join(""),
    );
  return { worked, handled, deleted, told, calls: aws.calls };
}
const failing =
  (...failed: string[]): Handler =>
  async () => ({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) });

const rows: Record<string, { handler: Handler; deleted: string[]; failed: number; options?: Partial<WorkOptions> }> = {
  "all of a batch that succeeds": { handler: async () => undefined, deleted: ["abc", "d"], failed: 0 },
  "not the message that failed": {
    handler: async (event) => failing(...ids(event).filter((id) => id === "b"))({}, {} as never),
    deleted: ["ac", "d"],
    failed: 1,
  },
  "nothing of a batch that throws": {
    handler: async (event) => {
      if (ids(event).length === 3) throw new Error("x");
    },
    deleted: ["d"],
    failed: 3,
  },
  "nothing of a batch with an identifier that is no message's": { handler: failing("x"), deleted: [], failed: 4 },
  "nothing of a batch that takes too long": {
    handler: () => new Promise(() => undefined),
    deleted: [],
    failed: 4,
    options: { timeoutSeconds: 0.02 },
  },
};
describe("work deletes", () => {
  it.each(Object.entries(rows))("%s", async (_, { handler, deleted, failed, options }) => {
    const ran = await workThrough([["a", "b", "c"], ["d"]], handler, options);
    expect([ran.handled, ran.deleted]).toEqual([["abc", "d"], deleted]);
    expect(ran.worked).toEqual({ invocations: 2, deliveries: 4, deleted: 4 - failed, failed });
    expect(ran.told.map((one) => one.deleted.length + one.failed.length)).toEqual([3, 1]);
    expect(ran.told.map((one) => one.deleted.join("")).filter((ids) => ids !== "")).toEqual(deleted);
  });
});

describe("work", () => {
  it("gives records of the queue's own ARN and region, and asks for all attributes", async () => {
    let event: unknown;
    const { calls } = await workThrough([["a"]], async (given) => {
      event = given;
    });
    expect(event).toMatchObject({
      Records: [{ messageId: "a", eventSourceARN: "arn:aws:sqs:eu-west-1:111111111111:q", awsRegion: "eu-west-1" }],
    });
    expect(calls.find(({ operation }) => operation === "ReceiveMessage")?.input).toEqual({
      ...{ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
      ...{ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] },
    });
  });

  it("goes on while nothing comes, until it is told to end", async () => {
    const stop = new AbortController();
    const ran = await workThrough([[], [], ["a"]], async () => stop.abort(), { untilEmpty: false, signal: stop.signal });
    expect([ran.handled, ran.deleted]).toEqual([["a"], ["a"]]);
  });

  it("rejects when the queue can't be read, and what was received is handled first", async () => {
    let handled = 0;
    let given = 0;
    const aws = fakeAws({
      answers: {
        GetQueueAttributes: { Attributes: { QueueArn: "arn:aws:sqs:eu-west-1:111111111111:q" } },
        ReceiveMessage: () => (given++ === 0 ? { Messages: [message("a")] } : Promise.reject(awsFault("AccessDenied"))),
        DeleteMessageBatch: {},
      },
    });
    const options = { aws, queue, batchSize: 10, atOnce: 2, timeoutSeconds: 5, waitSeconds: 0, untilEmpty: false };
    const handler: Handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      handled++;
    };
    const working = work({ ...options, handler, tell: () => undefined, elapsed: () => performance.now(), requestId: () => "r" });
    await expect(working).rejects.toMatchObject({ name: "AwsError", operation: "ReceiveMessage" });
    expect([handled, aws.calls.filter(({ operation }) => operation === "DeleteMessageBatch").length]).toEqual([1, 1]);
  });
});
