import { type Cloud, member, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, testIo } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const out = queueUrl(own, "us-east-1", "out");
const names = Array.from({ length: 12 }, (_, i) => `q${i}`);
const queues = { [`${own}/eu-west-1`]: Object.fromEntries(names.map((name) => [name, null])), [`${member}/eu-west-1`]: { m: null } };
async function poll({ environment = {}, ...rules }: Rules & { environment?: Record<string, string> } = {}) {
  cloud = await startCloud({ queues, regions: { "eu-west-1": "opt-in-not-required" }, ...rules });
  const { io, stderr } = testIo({
    environment: {
      ...fakeKeys,
      ...{
        PLUMBLINE_ENDPOINT_URL: cloud.url,
        POLLER_SQS: out,
        ACCOUNTS: `${own},${member}`,
        REGIONS: "eu-west-1",
        PLUMBLINE_TYPES: "sqs",
        ...environment,
      },
    },
  });
  const handler = makeHandler(io);
  return { polled: handler({ source: "aws.scheduler" }, { awsRequestId: "r", getRemainingTimeInMillis: () => 900_000 }), stderr };
}
const sent = () =>
  (cloud?.calls ?? [])
    .filter(({ operation }) => operation === "SendMessageBatch")
    .flatMap(({ input }) => (input["Entries"] as { MessageBody: string }[]).map(({ MessageBody }) => JSON.parse(MessageBody) as object));

describe("the poller's Lambda", () => {
  it("sends a message for each resource, with the four keys, and answers with their number", async () => {
    const { polled } = await poll();
    expect(await polled).toEqual({ messages: 13 });
    expect(sent()).toHaveLength(13);
    expect(sent()).toContainEqual({ account: member, region: "eu-west-1", type: "sqs", id: queueUrl(member, "eu-west-1", "m") });
  });

  it("rejects when an account could not be seen, after all else is sent", async () => {
    const { polled, stderr } = await poll({
      fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
    });
    await expect(polled).rejects.toMatchObject({
      name: "PollIncomplete",
      message: expect.stringMatching(
        /^12 messages were sent, and this was missed: sqs of 222222222222\/eu-west-1 could not be listed: .*AssumeRole/,
      ),
    });
    expect([sent().length, linesOf(stderr()).length]).toEqual([12, 1]);
  });

  it("rejects when the queue did not take a message", async () => {
    const answer: Rules["answer"] = ({ operation, input }) => {
      if (operation !== "SendMessageBatch") return undefined;
      const entries = input["Entries"] as { Id: string; MessageBody: string }[];
      return {
        Successful: [],
        Failed: entries.map(({ Id }) => ({ Id, SenderFault: true, Code: "InvalidMessageContents", Message: "bad" })),
      };
    };
    const { polled } = await poll({ answer });
    await expect(polled).rejects.toThrow(
      /^0 messages were sent, and this was missed: message .* could not be put into .*: bad; and 12 more/,
    );
  });

  it("does nothing without a queue", async () => {
    const { polled } = await poll({ environment: { POLLER_SQS: "" } });
    await expect(polled).rejects.toThrow(/POLLER_SQS names no queue/);
    expect(cloud?.calls).toEqual([]);
  });
});
