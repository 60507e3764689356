import { ListQueuesCommand, type ListQueuesCommandInput, paginateListQueues, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { AwsError } from "./errors.ts";
import { awsFault, fakeAws } from "./testing.ts";

test("a plain object answers every call of its operation", async () => {
  const aws = fakeAws({ answers: { ListQueues: { QueueUrls: ["q"] } } });
  const client = aws.client(SQSClient);
  expect(client).toBe(aws.client(SQSClient));
  expect(client).toBeInstanceOf(SQSClient);
  const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: "a" }));
  expect(QueueUrls).toEqual(["q"]);
  expect(aws.calls).toEqual([
    { account: "111111111111", region: "eu-west-1", service: "sqs", operation: "ListQueues", input: { QueueNamePrefix: "a" } },
  ]);
});

test("a function answers by input, so that pages work", async () => {
  const ListQueues = ({ NextToken }: ListQueuesCommandInput) =>
    NextToken === undefined ? { QueueUrls: ["a"], NextToken: "2" } : { QueueUrls: ["b"] };
  const aws = fakeAws({ answers: { ListQueues } });
  const urls: string[] = [];
  for await (const { QueueUrls } of paginateListQueues({ client: aws.client(SQSClient) }, {})) urls.push(...(QueueUrls ?? []));
  expect(urls).toEqual(["a", "b"]);
});

test("a fault goes through the classifier", async () => {
  const aws = fakeAws({
    account: "222222222222",
    answers: {
      ListQueues: () => {
        throw awsFault("AccessDenied", "no", 403);
      },
    },
  });
  const error = await aws
    .client(SQSClient)
    .send(new ListQueuesCommand({}))
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AwsError);
  expect(error).toMatchObject({ kind: "denied", code: "AccessDenied", status: 403, account: "222222222222", region: "eu-west-1" });
  expect(aws.calls).toHaveLength(1);
});

test("an operation without an answer is named", async () => {
  const aws = fakeAws({ answers: { ListQueues: {} } });
  await expect(aws.client(STSClient).send(new GetCallerIdentityCommand({}))).rejects.toThrow("no answer for sts:GetCallerIdentity");
});

test("the service may be said, and goes first", async () => {
  const aws = fakeAws({ answers: { ListQueues: {}, "sqs:ListQueues": { QueueUrls: ["mine"] } } });
  expect(await aws.client(SQSClient).send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: ["mine"] });
});

test("the partition is the region's unless told", () => {
  expect(fakeAws({ answers: {}, region: "cn-north-1" }).partition).toBe("aws-cn");
  expect(fakeAws({ answers: {}, partition: "aws-iso" }).partition).toBe("aws-iso");
});
