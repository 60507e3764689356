import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { startHook } from "@plumbline/delivery/http.fixture";
import { Notice } from "@plumbline/finding-model/notice";
import { readJournal } from "@plumbline/run-store/journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const url = emulatorUrl();
const account = "161616161616";
const region = "eu-west-1";
const folder = newFolder();
const reader = `${url}/${account}/reader`;
let session: Session;
let sqs: SQSClient;
let hook: Awaited<ReturnType<typeof startHook>>;
let isDown = true;

beforeAll(async () => {
  session = await createSession({ endpointUrl: url, ignoreConfiguredEndpoints: true, region }, { environment: fakeKeys });
  const aws = await session.connect({ account, region });
  sqs = aws.client(SQSClient);
  const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: `arn:aws:sqs:${region}:${account}:open` };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await sqs.send(new CreateQueueCommand({ QueueName: "open", Attributes: { Policy } }));
  await sqs.send(new CreateQueueCommand({ QueueName: "reader" }));
  const { TopicArn } = await aws.client(SNSClient).send(new CreateTopicCommand({ Name: "remediator_notifications" }));
  const Endpoint = `arn:aws:sqs:${region}:${account}:reader`;
  await aws
    .client(SNSClient)
    .send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes: { RawMessageDelivery: "true" } }));
  hook = await startHook(() => ({ status: isDown ? 503 : 200 }));
  // The signing account's own queue; the emulator's address tells neither its account nor its region.
  await (await session.connect({ account: session.callerAccount, region: "us-east-1" }))
    .client(SQSClient)
    .send(new CreateQueueCommand({ QueueName: "waiting" }));
  writeFileSync(
    join(folder, "plumbline.yaml"),
    `notify:
  channels:
    - { name: topic, kind: sns, topic: "${TopicArn}" }
    - { name: siem, kind: webhook, url: { env: SIEM_URL } }
  spoolQueue: ${url}/${session.callerAccount}/waiting
`,
  );
});
afterAll(async () => {
  session.close();
  await hook.stop();
});

const run = (...words: string[]) =>
  plumbline([...words, "--endpoint-url", url, "--accounts", account, "--regions", region], {
    folder,
    environment: { ...fakeKeys, SIEM_URL: hook.origin },
  });
const scan = () => run("scan", "--checks", "sqs/not-public", "--notify");

async function received(): Promise<string[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: reader, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
  );
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl: reader, ReceiptHandle }));
  return Messages.map(({ Body = "", MessageAttributes }) => {
    const { happened, remediation } = Notice.parse(JSON.parse(Body.split("\n").at(-1) ?? ""));
    return `${happened} ${remediation.state} ${MessageAttributes?.["check"]?.StringValue}`;
  });
}

it("a scan, a change, its undo and the scans after them are told to a topic, each thing once; what a channel missed comes first", async () => {
  expect([(await scan()).code, await received()]).toEqual([3, ["new not-tried sqs/not-public"]]);
  isDown = false;
  expect([(await scan()).code, await received()]).toEqual([1, []]);
  const waited = hook.posts.at(-1)?.body;
  expect(
    z
      .object({ notices: z.array(Notice) })
      .parse(waited)
      .notices.map(({ happened }) => happened),
  ).toEqual(["new"]);
  expect((await run("plan", "--live", "--checks", "sqs/not-public", "--plan-file", "plan.json")).code).toBe(0);
  expect([(await run("apply", "plan.json", "--apply")).code, await received()]).toEqual([0, ["resolved verified sqs/not-public"]]);
  expect([(await scan()).code, await received()]).toEqual([0, []]);
  const [entry] = await readJournal(join(folder, "plumbline-output", "journal.jsonl"));
  expect([(await run("undo", entry?.run ?? "", "--apply")).code, await received()]).toEqual([0, ["new undone sqs/not-public"]]);
  expect([(await scan()).code, await received()]).toEqual([1, []]);
});
