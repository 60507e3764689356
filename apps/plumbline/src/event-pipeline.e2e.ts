import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorAccount, emulatorCredentials } from "@plumbline/testkit/emulator";
import { makeQueues } from "@plumbline/testkit/queues";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

// A call, a rule of EventBridge, its queue, the translator, the queue of messages, the remediator: each as deployed, but for Lambda.
const endpoint = emulatorUrl();
const region = "us-east-1";
const client = { endpoint, region, credentials: { ...emulatorCredentials } };
const [events, sqs, iam] = [new EventBridgeClient(client), new SQSClient(client), new IAMClient(client)];
const run = randomUUID().slice(0, 8);
const openTrust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});
// A queue's own changes are held back for a minute, and a role's are not.
const RoleName = `victim-${run}`;
const make = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";
const messagesIn = async (QueueUrl: string) => {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"] as const;
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
};
const trustOf = async () => decodeURIComponent((await iam.send(new GetRoleCommand({ RoleName }))).Role?.AssumeRolePolicyDocument ?? "");

const urls = { inbox: "", queue: "", dead: "" };
beforeAll(async () => {
  const pipes = await makeQueues(endpoint, `messages-${run}`, 60);
  pipes.sqs.destroy();
  Object.assign(urls, { queue: pipes.queue, dead: pipes.dead, inbox: await make(`inbox-${run}`) });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: openTrust }));
  const patterns: Record<string, unknown> = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../docs/events_to_watch.json"), "utf8"),
  );
  await events.send(new PutRuleCommand({ Name: `watch-${run}`, EventPattern: JSON.stringify(patterns["iam"]) }));
  const Arn = `arn:aws:sqs:${region}:${emulatorAccount}:inbox-${run}`;
  await events.send(new PutTargetsCommand({ Rule: `watch-${run}`, Targets: [{ Id: "inbox", Arn }] }));
});

/** Tells EventBridge of a call on the role, as CloudTrail does. */
async function tell(userIdentity: object, eventName = "UpdateAssumeRolePolicy"): Promise<void> {
  const detail = {
    ...{ eventVersion: "1.11", eventSource: "iam.amazonaws.com", eventName, awsRegion: region, recipientAccountId: emulatorAccount },
    ...{ eventTime: "2026-03-01T12:00:00Z", eventID: randomUUID(), userIdentity },
    ...{ requestParameters: { roleName: RoleName }, responseElements: null },
  };
  const Entries = [{ Source: "aws.iam", DetailType: "AWS API Call via CloudTrail", Detail: JSON.stringify(detail) }];
  await events.send(new PutEventsCommand({ Entries }));
}
const somebody = { type: "IAMUser", accountId: emulatorAccount, arn: `arn:aws:iam::${emulatorAccount}:user/somebody` };

const worker = (handler: string, queue: string, words: readonly string[] = []) =>
  plumbline(["work", "--handler", handler, "--queue", queue, "--until-empty", "--wait", "1", "--endpoint-url", endpoint, ...words], {
    environment: {
      ...{ ...fakeKeys, REMEDIATE: "true", PLUMBLINE_CHECKS: "iam_role/not-public", PLUMBLINE_SQS: urls.queue },
      PLUMBLINE_DEAD_LETTER_QUEUE: urls.dead,
    },
    folder: newFolder(),
  });

describe("from a call to its remedy", () => {
  it("a role that somebody opened is closed again", async () => {
    await tell(somebody);
    const translated = await worker("event-translator", urls.inbox, ["--inbox"]);
    expect([translated.code, translated.stdout.split("\n").at(-2)]).toEqual([0, "1 delivery in 1 invocation: 1 done, 0 to come again"]);
    expect(await messagesIn(urls.queue)).toBe(1);
    const remediated = await worker("remediator", urls.queue);
    expect([remediated.code, remediated.stdout.split("\n").at(-2)]).toEqual([0, "1 delivery in 1 invocation: 1 done, 0 to come again"]);
    expect(remediated.stdout).toContain('"status":"verified"');
    expect(await trustOf()).not.toContain("Open");
  });

  it("and the call that closed it, being our own, makes no message", async () => {
    const role = `arn:aws:sts::${emulatorAccount}:assumed-role/member_remediator/plumbline-20260301T120000000Z-aa11bb`;
    await tell({ type: "AssumedRole", accountId: emulatorAccount, arn: role });
    expect((await worker("event-translator", urls.inbox, ["--inbox"])).code).toBe(0);
    expect(await messagesIn(urls.queue)).toBe(0);
  });

  it("an event that nobody watches does not even come to the translator", async () => {
    await tell(somebody, "GetRole");
    expect(await messagesIn(urls.inbox)).toBe(0);
  });
});
