import { randomUUID } from "node:crypto";
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { testIo } from "@plumbline/cli/io.fixture";
import { patternsOf } from "@plumbline/cloudtrail-incremental/event-pattern";
import { emulatorCredentials } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";
import { tableOf } from "./table.ts";

// Rules with the patterns of docs/events_to_watch.json on an emulator of EventBridge, a queue as their target, and the Lambda's handler behind.
// The URL of an emulator's queue does not tell its region, and the main region is taken then.
const region = "us-east-1";
const account = "123456789012";
const config = { endpoint: emulatorUrl(), region, credentials: emulatorCredentials };
const events = new EventBridgeClient(config);
const queues = new SQSClient(config);
const table = await tableOf(undefined);
const patterns = Object.entries(patternsOf(table.rows));
const run = randomUUID().slice(0, 8);

const urls = { inbox: "", outbox: "" };
beforeAll(async () => {
  for (const name of ["inbox", "outbox"] as const)
    urls[name] = (await queues.send(new CreateQueueCommand({ QueueName: `${name}-${run}` }))).QueueUrl ?? "";
  const Arn = `arn:aws:sqs:${region}:${account}:inbox-${run}`;
  for (const [name, pattern] of patterns) {
    await events.send(new PutRuleCommand({ Name: `watch-${name}-${run}`, EventPattern: JSON.stringify(pattern) }));
    await events.send(new PutTargetsCommand({ Rule: `watch-${name}-${run}`, Targets: [{ Id: "inbox", Arn }] }));
  }
});
afterAll(async () => {
  for (const [name] of patterns) await events.send(new RemoveTargetsCommand({ Rule: `watch-${name}-${run}`, Ids: ["inbox"] }));
});

const detail = (eventSource: string, eventName: string, more: object = {}) => ({
  ...{ eventSource, eventName, awsRegion: region, recipientAccountId: account },
  ...{ userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${account}:user/alice` }, requestParameters: null, responseElements: null },
  ...more,
});
type Detail = ReturnType<typeof detail>;

async function put(details: readonly Detail[], type = "AWS API Call via CloudTrail"): Promise<void> {
  for (let i = 0; i < details.length; i += 10) {
    const Entries = details.slice(i, i + 10).map((one) => ({
      Source: `aws.${one.eventSource.split(".")[0]}`,
      DetailType: type,
      Detail: JSON.stringify(one),
    }));
    const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }));
    expect(FailedEntryCount).toBe(0);
  }
}

/** Empties a queue. */
async function drain(QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
const arrived = async () =>
  (await drain(urls.inbox)).map((body) => {
    const event = JSON.parse(body) as { detail: Detail };
    return `${event.detail.eventSource} ${event.detail.eventName}`;
  });

describe("rules with our patterns", () => {
  it("let every declared event through, once", async () => {
    const declared = [...new Set(table.rows.map(({ source, name }) => `${source} ${name}`))];
    await put(declared.map((one) => detail(...(one.split(" ") as [string, string]))));
    expect((await arrived()).sort()).toEqual(declared.sort());
    console.log(`${declared.length} events went through ${patterns.length} rules`);
  });

  it("let events through that AWS causes itself", async () => {
    await put([detail("kms.amazonaws.com", "DeleteKey")], "AWS Service Event via CloudTrail");
    expect(await arrived()).toEqual(["kms.amazonaws.com DeleteKey"]);
  });

  it("let none through of other services, reads, or calls that failed", async () => {
    await put([
      detail("sns.amazonaws.com", "AddPermission"),
      detail("apprunner.amazonaws.com", "CreateService"),
      detail("servicediscovery.amazonaws.com", "CreateService"),
      detail("eks.amazonaws.com", "CreateCluster"),
      detail("ecs.amazonaws.com", "CreateCluster"),
      detail("vpc-lattice.amazonaws.com", "CreateListener"),
      detail("globalaccelerator.amazonaws.com", "CreateListener"),
      detail("geo.amazonaws.com", "CreateKey"),
      detail("sqs.amazonaws.com", "GetQueueAttributes"),
      detail("sqs.amazonaws.com", "SetQueueAttributes", { errorCode: "AccessDenied" }),
    ]);
    expect(await arrived()).toEqual([]);
  });
});

describe("rule, queue, Lambda, queue", () => {
  const handler = () => {
    const keys = { AWS_ACCESS_KEY_ID: emulatorCredentials.accessKeyId, AWS_SECRET_ACCESS_KEY: emulatorCredentials.secretAccessKey };
    const nowhere = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" };
    const environment = { ...keys, ...nowhere, PLUMBLINE_ENDPOINT_URL: config.endpoint, AWS_REGION: region, PLUMBLINE_SQS: urls.outbox };
    const made = makeHandler(testIo({ environment }).io);
    return (event: unknown) => made(event, { awsRequestId: run, getRemainingTimeInMillis: () => 300_000 });
  };
  const toBatch = (bodies: readonly string[]) => ({
    Records: bodies.map((body, i) => ({
      ...{ eventSource: "aws:sqs", messageId: String(i), receiptHandle: "r", attributes: {}, messageAttributes: {}, body },
      ...{ eventSourceARN: `arn:aws:sqs:${region}:${account}:inbox-${run}`, awsRegion: region },
    })),
  });

  it("makes a message of a change, and none of our own: there is no loop", async () => {
    const queue = `https://sqs.${region}.amazonaws.com/${account}/orders`;
    const changed = (userIdentity: object) =>
      detail("sqs.amazonaws.com", "TagQueue", { requestParameters: { queueUrl: queue }, userIdentity });
    const arn = `arn:aws:sts::${account}:assumed-role/member_remediator/plumbline-20260301T120000000Z-abc123`;
    await put([changed({ type: "IAMUser" }), changed({ type: "AssumedRole", arn })]);
    const bodies = await drain(urls.inbox);
    expect(bodies).toHaveLength(2);
    expect(await handler()(toBatch(bodies))).toEqual({ batchItemFailures: [] });
    expect(await drain(urls.outbox)).toEqual([JSON.stringify({ account, region, type: "sqs", id: queue })]);
  });

  it("holds a message back until AWS's answers show the change", async () => {
    await put([detail("rds.amazonaws.com", "CreateDBInstance", { responseElements: { dBInstanceIdentifier: "orders" } })]);
    expect(await handler()(toBatch(await drain(urls.inbox)))).toEqual({ batchItemFailures: [] });
    expect(await drain(urls.outbox)).toEqual([]);
    const AttributeNames = ["ApproximateNumberOfMessagesDelayed"] as const;
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl: urls.outbox, AttributeNames: [...AttributeNames] }));
    expect(Attributes?.ApproximateNumberOfMessagesDelayed).toBe("1");
  });
});
