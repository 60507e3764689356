import { createHash } from "node:crypto";
import { type Call, type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { linesOf } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { fakeKeys, plumbline } from "../harness.fixture.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const messages = queueUrl(own, "us-east-1", "messages");
const dead = queueUrl(own, "us-east-1", "dead");
const queues = { [`${member}/eu-west-1`]: { open: openPolicy } };
const bodyOf = (id: string) => JSON.stringify({ account: member, region: "eu-west-1", type: "sqs", id: queueUrl(member, "eu-west-1", id) });

/** A queue that gives each of its messages until it is deleted. */
function queueOf(bodies: readonly string[]): NonNullable<Rules["answer"]> {
  const left = new Map(
    bodies.map((Body, i) => [
      `h${i}`,
      { MessageId: `m${i}`, ReceiptHandle: `h${i}`, Body, MD5OfBody: createHash("md5").update(Body).digest("hex") },
    ]),
  );
  const counts = () => ({
    ApproximateNumberOfMessages: String(left.size),
    ApproximateNumberOfMessagesNotVisible: "0",
    ApproximateNumberOfMessagesDelayed: "0",
  });
  return ({ operation, input }: Call) => {
    if (operation === "ReceiveMessage") return { Messages: [...left.values()] };
    if (operation === "GetQueueAttributes" && input["QueueUrl"] === messages)
      return { Attributes: { QueueArn: `arn:aws:sqs:us-east-1:${own}:messages`, ...counts() } };
    if (operation !== "DeleteMessageBatch") return undefined;
    for (const { ReceiptHandle } of input["Entries"] as { ReceiptHandle: string }[]) left.delete(ReceiptHandle);
    return {};
  };
}
async function work(words: readonly string[], { environment = {}, ...rules }: Rules & { environment?: Record<string, string> } = {}) {
  cloud = await startCloud({ queues, ...rules });
  const variables = { PLUMBLINE_DEAD_LETTER_QUEUE: dead, PLUMBLINE_CHECKS: "sqs/not-public", REMEDIATE: "true", ...environment };
  return plumbline(["work", "--endpoint-url", cloud.url, ...words], { environment: { ...fakeKeys, ...variables } });
}
const good = ["--handler", "remediator", "--queue", messages, "--wait", "0", "--until-empty", "--at-once", "1"];

describe("plumbline work", () => {
  it("runs the handler with the messages, tells it the flags, and sums up", async () => {
    const ran = await work([...good, "--accounts", `${own},${member}`], { answer: queueOf([bodyOf("open"), "no JSON"]) });
    expect([ran.code, ran.stdout.split("\n").at(-2)]).toEqual([0, "2 deliveries in 1 invocation: 2 done, 0 to come again"]);
    expect(cloud?.policies.get(queueUrl(member, "eu-west-1", "open"))).toBe("");
    expect(cloud?.calls.find(({ operation }) => operation === "SendMessage")?.input).toMatchObject({
      QueueUrl: dead,
      MessageBody: "no JSON",
    });
  }, 30_000); // the first that loads every check

  it("tells each batch as a line of JSON when asked", async () => {
    const ran = await work([...good, "--accounts", member, "--format", "json"], { answer: queueOf([bodyOf("none")]) });
    expect(linesOf(ran.stdout).slice(-2)).toEqual([
      { deleted: ["m0"], failed: [] },
      { invocations: 1, deliveries: 1, deleted: 1, failed: 0 },
    ]);
  });

  const wrong: Record<string, { words: string[]; environment?: Record<string, string>; says: RegExp }> = {
    "no handler": { words: ["--queue", messages], says: /required option '--handler <name>'/ },
    "a handler that is none": {
      words: [...good, "--handler", "remediatr"],
      says: /there is no handler remediatr\n {2}did you mean remediator\?/,
    },
    "a handler that every object has": { words: [...good, "--handler", "constructor"], says: /there is no handler constructor/ },
    "no queue": { words: ["--handler", "remediator"], says: /required option '--queue <url>'/ },
    "a queue that is no URL": { words: [...good, "--queue", "messages"], says: /--queue: must be the URL of a queue/ },
    "batches that SQS does not give": { words: [...good, "--batch-size", "11"], says: /--batch-size: / },
    "a time-out in which nothing can be written": { words: [...good, "--timeout", "20"], says: /a time-out of 55 s or more/ },
    "what the handler is told wrongly": {
      words: good,
      environment: { PLUMBLINE_DEAD_LETTER_QUEUE: "" },
      says: /PLUMBLINE_DEAD_LETTER_QUEUE: .*\n {2}set it in the environment/,
    },
  };
  it.each(Object.entries(wrong))("takes no message when it is told %s", async (_, { words, environment = {}, says }) => {
    const ran = await work(words, { environment, answer: queueOf([bodyOf("open")]) });
    expect(ran.stderr).toMatch(says);
    expect(ran.code).toBe(2);
    expect(cloud?.calls.filter(({ operation }) => operation === "ReceiveMessage")).toEqual([]);
  });

  it("ends with 3 when the queue can't be read", async () => {
    const ran = await work([...good, "--accounts", own], {
      answer: queueOf([]),
      fault: ({ operation }) => (operation === "ReceiveMessage" ? { code: "AccessDeniedException" } : undefined),
    });
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringMatching(/sqs:ReceiveMessage in 111111111111\/us-east-1: AccessDenied/)]);
  });
});
