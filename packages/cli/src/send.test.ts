import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { regionOfQueue, sendMessages } from "./send.ts";

const queue = "https://sqs.us-east-1.amazonaws.com/111111111111/q";
const message = (id: string) => ({ body: JSON.stringify({ account: "111111111111", region: "eu-west-1", type: "sqs", id }) });
const ids = ["a", "b", "c"];
const failed = (Id: string, SenderFault = false) => ({
  Id,
  SenderFault,
  Code: SenderFault ? "InvalidMessageContents" : "InternalError",
  Message: SenderFault ? "bad" : "busy",
});

interface Input {
  readonly QueueUrl: string;
  readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[];
}
/** Sends three messages to a queue that refuses, at each call in turn, the entries given. */
async function send(refusals: readonly ReturnType<typeof failed>[][]) {
  let calls = 0;
  const aws = fakeAws({ answers: { SendMessageBatch: () => ({ Failed: refusals[calls++] ?? [] }) } });
  const slept: number[] = [];
  const refused = await sendMessages(aws, queue, ids.map(message), async (pause) => void slept.push(pause));
  const inputs = aws.calls.map(({ input }) => input as Input);
  return {
    refused: refused.map(({ message, reason }) => `${JSON.parse(message.body).id} ${reason}`),
    slept,
    sent: inputs.map(({ Entries }) => Entries.map(({ MessageBody }) => JSON.parse(MessageBody).id).join("")),
    inputs,
  };
}

const busy = [failed("0"), failed("1"), failed("2")];
const rows: Record<string, { refusals: ReturnType<typeof failed>[][]; sent: string[]; refused: string[]; slept: number[] }> = {
  "all at once": { refusals: [], sent: ["abc"], refused: [], slept: [] },
  "one again": { refusals: [[failed("1")]], sent: ["abc", "b"], refused: [], slept: [200] },
  "two again, in their order, and one of them once more": {
    refusals: [[failed("2"), failed("0")], [failed("2")]],
    sent: ["abc", "ac", "c"],
    refused: [],
    slept: [200, 1000],
  },
  "one that is never taken": {
    refusals: [[failed("1")], [failed("1")], [failed("1")]],
    sent: ["abc", "b", "b"],
    refused: ["b busy"],
    slept: [200, 1000],
  },
  "none that is ever taken": {
    refusals: [busy, busy, busy],
    sent: ["abc", "abc", "abc"],
    refused: ["a busy", "b busy", "c busy"],
    slept: [200, 1000],
  },
  "one that is not tried again, since the fault is ours": {
    refusals: [[failed("1", true), failed("2")]],
    sent: ["abc", "c"],
    refused: ["b bad"],
    slept: [200],
  },
};
describe("sendMessages", () => {
  it.each(Object.entries(rows))("%s", async (_, { refusals, ...wanted }) => {
    const { inputs, ...done } = await send(refusals);
    expect(done).toEqual(wanted);
    expect(inputs.every(({ QueueUrl }) => QueueUrl === queue)).toBe(true);
  });

  it("sends exactly the four keys in their order, and ids that differ", async () => {
    const [input] = (await send([])).inputs;
    expect(input?.Entries.map(({ MessageBody }) => MessageBody)[0]).toBe(
      '{"account":"111111111111","region":"eu-west-1","type":"sqs","id":"a"}',
    );
    expect(new Set(input?.Entries.map(({ Id }) => Id)).size).toBe(3);
  });

  it("says a delay where a message has one, of at most what SQS takes", async () => {
    const aws = fakeAws({ answers: { SendMessageBatch: {} } });
    const messages = [
      { body: "a", delaySeconds: 120 },
      { body: "b", delaySeconds: 3600 },
      { body: "c", delaySeconds: 0 },
    ];
    await sendMessages(aws, queue, messages, async () => undefined);
    expect((aws.calls[0]!.input as { Entries: object[] }).Entries).toEqual([
      { Id: "0", MessageBody: "a", DelaySeconds: 120 },
      { Id: "1", MessageBody: "b", DelaySeconds: 900 },
      { Id: "2", MessageBody: "c" },
    ]);
  });

  it("calls nothing when there is nothing to send", async () => {
    const aws = fakeAws({ answers: {} });
    expect(await sendMessages(aws, queue, [], async () => undefined)).toEqual([]);
    expect(aws.calls).toEqual([]);
  });

  it("rejects when the call itself is refused", async () => {
    const answers = { SendMessageBatch: () => Promise.reject(awsFault("AWS.SimpleQueueService.NonExistentQueue")) };
    await expect(sendMessages(fakeAws({ answers }), queue, ids.map(message), async () => undefined)).rejects.toMatchObject({
      name: "AwsError",
      operation: "SendMessageBatch",
    });
  });
});

const queues: Record<string, { url: string; region: string | undefined }> = {
  "today's": { url: queue, region: "us-east-1" },
  "of China": { url: "https://sqs.cn-north-1.amazonaws.com.cn/111111111111/q", region: "cn-north-1" },
  "of GovCloud": { url: "https://sqs.us-gov-west-1.amazonaws.com/111111111111/q", region: "us-gov-west-1" },
  "of FIPS": { url: "https://sqs-fips.us-east-2.amazonaws.com/111111111111/q", region: "us-east-2" },
  "of a VPC endpoint": { url: "https://vpce-1-a.sqs.us-west-2.vpce.amazonaws.com/111111111111/q", region: "us-west-2" },
  "the oldest, with a region": { url: "https://eu-west-1.queue.amazonaws.com/111111111111/q", region: "eu-west-1" },
  "the oldest": { url: "https://queue.amazonaws.com/111111111111/q", region: undefined },
  "an emulator's": { url: "http://127.0.0.1:5000/111111111111/sqs.x.y", region: undefined },
};
it.each(Object.entries(queues))("regionOfQueue: %s", (_, { url, region }) => {
  expect(regionOfQueue(url)).toBe(region);
});
