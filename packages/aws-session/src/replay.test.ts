import { GenerateCredentialReportCommand, GetCredentialReportCommand, IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Call } from "./call.ts";
import { fromJson, toJson } from "./canonical.ts";
import { recordedAnswer, recordedError } from "./recording.ts";
import { createReplay, type Override } from "./replay.ts";
import { createSession } from "./session.ts";
import { awsFault } from "./testing.ts";

const account = "111111111111";
const call = (operation: string, input: object = {}, service = "sqs"): Call => ({
  account,
  region: "eu-west-1",
  service,
  operation,
  input,
});
const identity = recordedAnswer(
  { account: "caller", region: "eu-west-1", service: "sts", operation: "GetCallerIdentity", input: {} },
  { $metadata: { attempts: 1 }, Arn: "arn:aws-cn:iam::111111111111:user/x", Account: account },
);

const replayed = async (lines: string[], override?: Override) => {
  const session = await createSession(
    { region: "eu-west-1" },
    { environment: {}, tape: { replay: await createReplay([identity, ...lines], override) } },
  );
  const aws = await session.connect({ account, region: "eu-west-1" });
  return { session, sqs: aws.client(SQSClient), iam: aws.client(IAMClient) };
};

test("answers come back with dates and bytes, without credentials and network", async () => {
  const Content = new TextEncoder().encode("user,arn\nanna,arn:aws:iam::111111111111:user/anna");
  const GeneratedTime = new Date("2026-01-02T03:04:05.678Z");
  const { session, iam } = await replayed([recordedAnswer(call("GetCredentialReport", {}, "iam"), { Content, GeneratedTime })]);
  const answer = await iam.send(new GetCredentialReportCommand({}));
  expect(answer.GeneratedTime).toEqual(GeneratedTime);
  expect(answer.Content).toEqual(Content);
  expect(session.partition).toBe("aws-cn");
  session.close();
});

test("pages are told apart by their token, and keys of the input may come in any order", async () => {
  const { sqs } = await replayed([
    recordedAnswer(call("ListQueues", { MaxResults: 1, NextToken: "2" }), { QueueUrls: ["b"] }),
    recordedAnswer(call("ListQueues", { MaxResults: 1 }), { QueueUrls: ["a"], NextToken: "2" }),
  ]);
  const first = await sqs.send(new ListQueuesCommand({ MaxResults: 1, NextToken: undefined }));
  const second = await sqs.send(new ListQueuesCommand({ NextToken: first.NextToken, MaxResults: 1 }));
  expect([first.QueueUrls, second.QueueUrls]).toEqual([["a"], ["b"]]);
});

test("two APIs that share an IAM prefix and an operation's name are told apart", async () => {
  const describe = (api: string) => ({ ...call("DescribeLoadBalancers", {}, "elasticloadbalancing"), api });
  const [classic, v2] = [describe("Elastic Load Balancing"), describe("Elastic Load Balancing v2")];
  const replay = await createReplay([recordedAnswer(classic, { LoadBalancerDescriptions: [] }), recordedAnswer(v2, { LoadBalancers: [] })]);
  expect([replay.answer(v2), replay.answer(classic), replay.answer(v2)]).toMatchObject([
    { output: { LoadBalancers: [] } },
    { output: { LoadBalancerDescriptions: [] } },
    { output: { LoadBalancers: [] } },
  ]);
});

test("a call that was made again is answered in order, then by the last answer", async () => {
  const lines = ["a", "b"].map((url) => recordedAnswer(call("ListQueues"), { QueueUrls: [url] }));
  const { sqs } = await replayed(lines);
  const ask = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls?.[0];
  expect([await ask(), await ask(), await ask()]).toEqual(["a", "b", "b"]);
});

test("errors come back typed", async () => {
  const { sqs } = await replayed([recordedError(call("ListQueues"), awsFault("AccessDenied", "not for AKIAIOSFODNN7EXAMPLE", 403))]);
  const error = await sqs.send(new ListQueuesCommand({})).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: "AwsError",
    kind: "denied",
    code: "AccessDenied",
    status: 403,
    service: "sqs",
    operation: "ListQueues",
  });
  expect(error).toHaveProperty("message", "sqs:ListQueues in 111111111111/eu-west-1: AccessDenied: not for <access key>");
});

test("a broken connection comes back as one", async () => {
  const { sqs } = await replayed([recordedError(call("ListQueues"), Object.assign(new Error("connect"), { code: "ECONNREFUSED" }))]);
  await expect(sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject({ kind: "network", code: "ECONNREFUSED" });
});

test("the requests of then are counted", async () => {
  const { session, sqs } = await replayed([recordedAnswer(call("ListQueues"), { $metadata: { attempts: 3 }, QueueUrls: [] })]);
  await sqs.send(new ListQueuesCommand({}));
  expect(session.calls).toEqual({ sqs: { ListQueues: 3 }, sts: { GetCallerIdentity: 1 } });
});

test("a call that was not recorded is named", async () => {
  const { sqs } = await replayed([]);
  const miss = sqs.send(new ListQueuesCommand({ QueueNamePrefix: "x" }));
  await expect(miss).rejects.toMatchObject({ kind: "failed", code: "NotRecorded" });
  await expect(miss).rejects.toThrow('no answer for 111111111111/eu-west-1 sqs:ListQueues {"QueueNamePrefix":"x"}');
});

test("a test's own word goes before the recording", async () => {
  const line = recordedAnswer(call("ListQueues"), { QueueUrls: ["recorded"] });
  const words: (object | Error | undefined)[] = [{ QueueUrls: ["own"] }, awsFault("Throttling"), undefined];
  const { sqs } = await replayed([line], ({ operation }) => (operation === "ListQueues" ? words.shift() : undefined));
  expect(await sqs.send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: ["own"] });
  await expect(sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject({ kind: "throttled" });
  expect(await sqs.send(new ListQueuesCommand({}))).toMatchObject({ QueueUrls: ["recorded"] });
});

test("a key is found again although its id is not recorded", async () => {
  const keys = (UserName: string, id: string) =>
    recordedAnswer(call("ListAccessKeys", { UserName }, "iam"), { AccessKeyMetadata: [{ AccessKeyId: id }] });
  const lines = [keys("anna", "AKIAIOSFODNN7EXAMPLE"), keys("ben", "AKIAI44QH8DHBEXAMPLE")];
  const { iam } = await replayed(lines);
  const ids = await Promise.all(
    ["anna", "ben"].map(async (UserName) => (await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata?.[0]?.AccessKeyId),
  );
  expect(lines.join()).not.toContain("EXAMPLE");
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^AKIAREDACTED[0-9A-F]{8}$/);
});

test("a line that is none of a recording is refused", async () => {
  await expect(createReplay(['{"account":"111111111111"}'])).rejects.toThrow();
  await expect(createReplay(["not json"])).rejects.toThrow();
  expect(() => recordedAnswer(call("GetObject"), { Body: () => "a stream" })).toThrow("can't hold a function");
});

test("an operation without output is recorded too", async () => {
  const { iam } = await replayed([recordedAnswer(call("GenerateCredentialReport", {}, "iam"), { $metadata: { attempts: 1 } })]);
  expect(await iam.send(new GenerateCredentialReportCommand({}))).toEqual({ $metadata: { attempts: 1 } });
});

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.date({ noInvalidDate: true }), fc.uint8Array());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("any")),
    fc.dictionary(
      fc.string().filter((key) => !key.startsWith("$") && key !== "__proto__"),
      tie("any"),
    ),
  ),
})).any;
test("whatever the SDK gives survives the recording", () => {
  const check = (given: unknown): void => {
    expect(fromJson(JSON.parse(JSON.stringify(toJson(given))))).toEqual(normal(given));
  };
  fc.assert(fc.property(value, check));
});
// A dictionary of fast-check may have no prototype, and JSON has no minus zero.
const normal = (given: unknown): unknown => {
  if (given === null || typeof given !== "object" || given instanceof Date || given instanceof Uint8Array) return given === 0 ? 0 : given;
  if (Array.isArray(given)) return given.map(normal);
  return Object.fromEntries(Object.entries(given).map(([key, one]) => [key, normal(one)]));
};
