import { describe, expect, it } from "vitest";
import { SqsRecord } from "./sqs-event.ts";
import { toRecord } from "./to-record.ts";

const source = { arn: "arn:aws:sqs:eu-west-1:111111111111:q", region: "eu-west-1" };
const message = { MessageId: "m1", ReceiptHandle: "r1", Body: "{}", MD5OfBody: "99914b932bd37a50b983c5e7c90ae93b" };

describe("toRecord", () => {
  it("has the shape of Lambda's own records", () => {
    const Attributes = { ApproximateReceiveCount: "2", SentTimestamp: "1545082649183" } as Record<string, string>;
    const MessageAttributes = {
      reason: { DataType: "String", StringValue: "r" },
      digest: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
    };
    const record = toRecord({ ...message, Attributes, MessageAttributes }, source);
    expect(record).toEqual({
      messageId: "m1",
      receiptHandle: "r1",
      body: "{}",
      attributes: Attributes,
      messageAttributes: {
        reason: { dataType: "String", stringValue: "r", stringListValues: [], binaryListValues: [] },
        digest: { dataType: "Binary", binaryValue: "AQI=", stringListValues: [], binaryListValues: [] },
      },
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: source.arn,
      awsRegion: "eu-west-1",
    });
    expect(SqsRecord.parse(record)).toEqual(record);
  });

  it("refuses a message that can't be told apart", () => {
    expect(() => toRecord({ Body: "{}" }, source)).toThrow(/without id/);
  });
});
