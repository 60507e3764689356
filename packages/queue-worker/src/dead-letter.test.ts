import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { sendToDeadLetters } from "./dead-letter.ts";
import { recordOf } from "./record.fixture.ts";

const queue = "https://sqs.eu-west-1.amazonaws.com/111111111111/dead";
const attribute = (stringValue: string) => ({ dataType: "String", stringValue, stringListValues: [], binaryListValues: [] });
async function sent(reason: string, messageAttributes = {}) {
  const aws = fakeAws({ answers: { SendMessage: {} } });
  await sendToDeadLetters(aws, queue, recordOf("m1", "{ not JSON", { messageAttributes }), reason);
  return aws.calls[0]?.input as { MessageAttributes: Record<string, { StringValue: string }> };
}

describe("sendToDeadLetters", () => {
  it("keeps the body and tells the reason and which message it was", async () => {
    expect(await sent("it is not JSON", { from: attribute("poller"), reason: attribute("an older one") })).toEqual({
      QueueUrl: queue,
      MessageBody: "{ not JSON",
      MessageAttributes: {
        from: { DataType: "String", StringValue: "poller" },
        reason: { DataType: "String", StringValue: "it is not JSON" },
        messageId: { DataType: "String", StringValue: "m1" },
      },
    });
  });

  const reasons: Record<string, { reason: string; kept: string }> = {
    "a long one": { reason: "x".repeat(5000), kept: "x".repeat(1000) },
    "one with what SQS refuses": { reason: "a\u0000b\u001bc", kept: "a\uFFFDb\uFFFDc" },
    "an empty one": { reason: "", kept: "no reason" },
  };
  it.each(Object.entries(reasons))("makes a reason that SQS takes: %s", async (_, { reason, kept }) => {
    expect((await sent(reason)).MessageAttributes["reason"]?.StringValue).toBe(kept);
  });

  it("has never more than the ten attributes that SQS takes", async () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, attribute("x")]));
    expect(Object.keys((await sent("r", many)).MessageAttributes)).toHaveLength(10);
  });

  it("rejects when the queue does not take it", async () => {
    const aws = fakeAws({ answers: { SendMessage: () => Promise.reject(awsFault("AWS.SimpleQueueService.NonExistentQueue")) } });
    await expect(sendToDeadLetters(aws, queue, recordOf("m1"), "r")).rejects.toMatchObject({ operation: "SendMessage" });
  });
});
