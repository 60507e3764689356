import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memberCredentials } from "./account.ts";
import { emulatorCredentials } from "./emulator.ts";
import { accessDenied } from "./faults.ts";
import { type EmulatorProxy, startProxy } from "./proxy.ts";
import { emulatorUrl } from "./worker-emulator.ts";

const region = "eu-west-1";
const place: { proxy?: EmulatorProxy } = {};
beforeAll(async () => {
  const isDenied = ({ account, service, operation }: { account: string; service: string; operation: string }) =>
    account === "222233334444" && service === "sqs" && operation === "GetQueueAttributes";
  place.proxy = await startProxy({
    emulatorUrl: emulatorUrl(),
    faults: (call) => (isDenied(call) ? accessDenied(call) : undefined),
  });
});
afterAll(() => place.proxy?.stop());

test("one call is denied in one account; all else is answered by the emulator", async () => {
  const endpoint = place.proxy!.url;
  const credentials = await memberCredentials({ url: endpoint, account: "222233334444", partition: "aws" });
  const own = new SQSClient({ endpoint, region, credentials: emulatorCredentials });
  const member = new SQSClient({ endpoint, region, credentials });
  const { QueueUrl } = await own.send(new CreateQueueCommand({ QueueName: "orders" }));
  const inMember = await member.send(new CreateQueueCommand({ QueueName: "orders" }));
  // The queue's address leads to the proxy too, so that no call goes past it.
  expect(QueueUrl).toBe(`${endpoint}/123456789012/orders`);
  expect((await member.send(new ListQueuesCommand())).QueueUrls).toEqual([`${endpoint}/222233334444/orders`]);
  const { Attributes } = await own.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  expect(Attributes).toEqual({ QueueArn: "arn:aws:sqs:eu-west-1:123456789012:orders" });
  const denied = member.send(new GetQueueAttributesCommand({ QueueUrl: inMember.QueueUrl, AttributeNames: ["QueueArn"] }));
  await expect(denied).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a large object goes through and comes back whole", async () => {
  const s3 = new S3Client({ endpoint: place.proxy!.url, region: "us-east-1", credentials: emulatorCredentials });
  const Body = Buffer.alloc(3 * 1024 * 1024, "plumbline");
  await s3.send(new CreateBucketCommand({ Bucket: "orders" }));
  await s3.send(new PutObjectCommand({ Bucket: "orders", Key: "2026/a.bin", Body }));
  const { Body: back } = await s3.send(new GetObjectCommand({ Bucket: "orders", Key: "2026/a.bin" }));
  expect(Buffer.from(await back!.transformToByteArray()).equals(Body)).toBe(true);
  expect(place.proxy!.calls.slice(-3).map(({ operation }) => operation)).toEqual(["CreateBucket", "PutObject", "GetObject"]);
});
