import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { MessageAttribute, SqsRecord } from "./sqs-event.ts";

/** Where a message came from. */
export interface Source {
  /** The ARN of the queue. */
  readonly arn: string;
  readonly region: string;
}

/** Makes of a received message the record that Lambda's event source mapping would make. Throws for a message that SQS gave no id. */
export function toRecord(message: Message, { arn, region }: Source): SqsRecord {
  const { MessageId, ReceiptHandle, Body = "", MD5OfBody, Attributes = {}, MessageAttributes = {} } = message;
  if (!MessageId || !ReceiptHandle) throw new Error(`${arn} gave a message without id or receipt handle: ${JSON.stringify(message)}`);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(Object.entries(Attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    messageAttributes: Object.fromEntries(Object.entries(MessageAttributes).map(([name, value]) => [name, toAttribute(value)])),
    ...(MD5OfBody === undefined ? {} : { md5OfBody: MD5OfBody }),
    eventSource: "aws:sqs",
    eventSourceARN: arn,
    awsRegion: region,
  };
}

const toAttribute = ({ DataType = "String", StringValue, BinaryValue }: MessageAttributeValue): MessageAttribute => ({
  dataType: DataType,
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
  stringListValues: [],
  binaryListValues: [],
});
