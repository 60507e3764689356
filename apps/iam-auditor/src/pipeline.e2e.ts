import { randomUUID } from "node:crypto";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { createSession } from "@plumbline/aws-session/session";
import { fakeKeys, testIo } from "@plumbline/cli/io.fixture";
import { ProcessItem } from "@plumbline/iam-model/projections";
import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import type { Handler } from "@plumbline/queue-worker/handler";
import { recordOf } from "@plumbline/queue-worker/record.fixture";
import { work } from "@plumbline/queue-worker/work";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import { assumeRoleRefused, firstOf } from "@plumbline/testkit/faults";
import { makeQueues, type Queues } from "@plumbline/testkit/queues";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";
import { makeManager } from "./manager-handler.ts";
import { listRoles, putRoles } from "./role-table.ts";
import { fillAccount, inventoryOf, member, startWorld, type World } from "./world.fixture.ts";

const region = "us-east-1";
const items = ProcessItem.options.length;
const never = "333333333333";
const roleOf = (account: string) => `arn:aws:iam::${account}:role/auditor`;
const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000 };

// Nothing here changes what the accounts hold: both databases are filled from the same ones.
let world: World;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  await fillAccount(world, own, "own");
  await fillAccount(world, member, "member");
});
afterAll(() => world.stop());

onBothStores("manager and processor", (given) => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await makeQueues(emulatorUrl(), `iam-${randomUUID()}`, 60);
    await putRoles(
      given.store,
      [member, never].map((account) => ({ account, roleArn: roleOf(account), externalId: undefined })),
    );
  });
  afterAll(() => queues.sqs.destroy());

  const ioOf = (more: Readonly<Record<string, string>> = {}) => {
    const { environment, folder, clock } = world;
    const set = { PLUMBLINE_REGIONS: region, PLUMBLINE_DEAD_LETTER_QUEUE: queues.dead, PLUMBLINE_QUIET: "true", ...more };
    return testIo({
      ...{ environment: { ...environment, ...set }, folder, now: () => new Date(++clock.now), random: () => randomUUID().slice(0, 6) },
      sleep: async () => undefined,
    }).io;
  };
  const storeOf = async () => given.store;
  const manager = (more: Readonly<Record<string, string>> = {}) => makeManager(ioOf({ PLUMBLINE_SQS: queues.queue, ...more }), storeOf);
  const processor = () => makeHandler(ioOf(), storeOf);
  /** Handles what the queue holds, as Lambda does, a day after the last time. */
  async function drain(handler: Handler) {
    world.clock.now += 86_400_000;
    const session = await createSession({ region, endpointUrl: emulatorUrl() }, { environment: fakeKeys });
    try {
      return await work({
        ...{ aws: await session.connect({ account: own, region }), queue: queues.queue, handler, batchSize: 10, atOnce: 1 },
        ...{ timeoutSeconds: 300, waitSeconds: 0, untilEmpty: true, tell: () => undefined },
        ...{ elapsed: () => performance.now(), requestId: () => randomUUID() },
      });
    } finally {
      session.close();
    }
  }
  const now = () => new Date(world.clock.now + 1);
  const namesOf = async (account: string) => (await inventoryOf(given.store, now())).of("iam_user", account).map(({ name }) => name);
  const outcomesOf = async (account: string) => {
    const { looked } = await inventoryOf(given.store, now());
    return [...new Set(looked.filter(({ listing }) => listing.startsWith(`aws/${account}/`)).map(({ outcome }) => outcome))];
  };

  it("bring every row of every account that lets them in, and say of the other why not", async () => {
    world.refused.faults = assumeRoleRefused(never);
    expect(await manager()({}, context)).toEqual({ accounts: 3, messages: 3 * items });
    expect(await drain(processor())).toMatchObject({ deliveries: 3 * items, deleted: 3 * items, failed: 0 });
    expect([await namesOf(own), await namesOf(member), await namesOf(never)]).toEqual([["own-ann"], ["member-ann"], []]);
    const inventory = await inventoryOf(given.store, now());
    for (const account of [own, member])
      for (const kind of ["iam_group", "iam_membership", "iam_attachment", "iam_inline_policy", "iam_role", "iam_policy"] as const)
        expect(inventory.of(kind, account), `${kind} of ${account}`).toHaveLength(1);
    expect([await outcomesOf(own), await outcomesOf(member), await outcomesOf(never)]).toEqual([["ok"], ["ok"], ["denied"]]);
    expect((await listRoles(given.store)).map(({ account, working, failure }) => [account, working, failure])).toEqual([
      [member, true, null],
      [never, false, expect.stringContaining("sts:AssumeRole")],
    ]);
  });

  it("write no version where nothing has changed, and leave the rows of an account that shuts them out", async () => {
    const before = await inventoryOf(given.store, now());
    world.refused.faults = firstOf(assumeRoleRefused(member), assumeRoleRefused(never));
    await manager()({}, context);
    await drain(processor());
    const after = await inventoryOf(given.store, now());
    expect(after.versions).toBe(before.versions);
    expect(await namesOf(member)).toEqual(["member-ann"]);
    expect([await outcomesOf(own), await outcomesOf(member), await outcomesOf(never)]).toEqual([["ok"], ["denied"], ["denied"]]);
  });

  it("do no harm when a message comes twice, also at once", async () => {
    world.refused.faults = () => undefined;
    const before = await inventoryOf(given.store, now());
    const body = JSON.stringify({ rolearn: "local", account: Number(own), process_item: "process_users" });
    const handler = processor();
    world.clock.now += 86_400_000;
    const both = await Promise.all([1, 2].map((n) => handler({ Records: [recordOf(`twice-${n}`, body)] }, context)));
    expect(both).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect((await inventoryOf(given.store, now())).versions).toBe(before.versions);
  });

  it("bring back what may pass, alone", async () => {
    world.refused.faults = ({ operation }) => (operation === "ListGroups" ? "hang-up" : undefined);
    const messages = ["process_groups", "process_roles"].map((item) =>
      recordOf(item, JSON.stringify({ rolearn: "local", account: own, process_item: item })),
    );
    world.clock.now += 86_400_000;
    expect(await processor()({ Records: messages }, context)).toEqual({ batchItemFailures: [{ itemIdentifier: "process_groups" }] });
    world.refused.faults = () => undefined;
  });

  const poison: Record<string, [body: string, reason: RegExp]> = {
    "no JSON": ["no JSON", /no message of the manager/],
    "an item that nobody knows": [JSON.stringify({ rolearn: "local", account: own, process_item: "process_all" }), /process_item/],
    "a role of another account": [JSON.stringify({ rolearn: roleOf(own), account: member, process_item: "process_users" }), /no role of/],
    "a role that nobody keeps": [
      JSON.stringify({ rolearn: `arn:aws:iam::${member}:role/other`, account: member, process_item: "process_users" }),
      /neither in the table of roles nor called member_remediator/,
    ],
    "somebody else's local": [
      JSON.stringify({ rolearn: "local", account: member, process_item: "process_users" }),
      /not the processor's own/,
    ],
  };
  it.each(Object.entries(poison))("put %s into the dead-letter queue", async (_, [body, reason]) => {
    expect(await processor()({ Records: [recordOf("m", body)] }, context)).toEqual({ batchItemFailures: [] });
    const asked = { QueueUrl: queues.dead, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
    const { Messages = [] } = await queues.sqs.send(new ReceiveMessageCommand(asked));
    expect(Messages.map((one) => [one.Body, one.MessageAttributes?.["reason"]?.StringValue])).toEqual([
      [body, expect.stringMatching(reason)],
    ]);
  });

  it("speak through a topic too, to a queue behind it and to the function itself", async () => {
    const sns = new SNSClient({ endpoint: emulatorUrl(), region, credentials: { ...emulatorCredentials } });
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: `iam-${randomUUID()}` }));
    const asked = { QueueUrl: queues.queue, AttributeNames: ["QueueArn" as const] };
    const { Attributes } = await queues.sqs.send(new GetQueueAttributesCommand(asked));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes?.QueueArn }));
    sns.destroy();
    const more = { PLUMBLINE_SQS: "", PLUMBLINE_SNS: TopicArn, PLUMBLINE_AUDIT: "local", PLUMBLINE_ITEMS: "users,groups" };
    expect(await manager(more)({}, context)).toEqual({ accounts: 1, messages: 2 });
    expect(await drain(processor())).toMatchObject({ deliveries: 2, deleted: 2, failed: 0 });
    const Message = JSON.stringify({ rolearn: "local", account: own, process_item: "process_groups" });
    const event = (text: string) => ({ Records: [{ EventSource: "aws:sns", Sns: { MessageId: "n", Message: text } }] });
    expect(await processor()(event(Message), context)).toBeUndefined();
    world.refused.faults = ({ operation }) => (operation === "ListGroups" ? "hang-up" : undefined);
    await expect(processor()(event(Message), context)).rejects.toThrow(/has to come again/);
  });
});
