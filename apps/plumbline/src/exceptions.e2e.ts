import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createSession, type Session } from "@plumbline/aws-session/session";
import { Plan } from "@plumbline/finding-model/change";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fakeKeys, newFolder, plumbline } from "./harness.fixture.ts";

const url = emulatorUrl();
const account = "151515151515";
const region = "eu-west-1";
const folder = newFolder();
let session: Session;

const arn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
const open = (name: string) => ({ Sid: "Open", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: arn(name) });
/** As the SNS guide writes it: https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
const feed = (name: string) => ({
  Sid: "Feed",
  Effect: "Allow",
  Principal: { Service: "sns.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: arn(name),
  Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:${region}:${account}:orders` } },
});
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const queues: Record<string, { before: object; after: object | undefined; tags?: Record<string, string> }> = {
  "muted-by-name": { before: policy(open("muted-by-name")), after: policy(open("muted-by-name")) },
  "muted-by-tag": { before: policy(open("muted-by-tag")), after: policy(open("muted-by-tag")), tags: { "plumbline:keep": "yes" } },
  "muted-too-late": { before: policy(open("muted-too-late")), after: policy(open("muted-too-late")) },
  "mute-is-over": { before: policy(open("mute-is-over")), after: undefined },
  fed: { before: policy(feed("fed"), open("fed")), after: policy(feed("fed")) },
};
const exceptions = (...more: string[]) => `exceptions:
  - { check: "sqs/*", resource: "*/muted-by-name", reason: partner feed, owner: shop, ticket: OPS-7, expires: 2099-12-31 }
  - { type: sqs, tag: "plumbline:keep=*", reason: tagged, owner: shop, expires: 2099-12-31 }
  - { type: sqs, resource: "*/mute-is-over", reason: migration, owner: shop, created: 2020-01-01, expires: 2020-02-01 }
${more.join("\n")}
`;
const run = (...words: string[]) =>
  plumbline([...words, "--endpoint-url", url, "--regions", region, "--exceptions", "exceptions.yaml"], { folder });

async function policyOf(name: string): Promise<unknown> {
  const aws = await session.connect({ account, region });
  const { Attributes } = await aws
    .client(SQSClient)
    .send(new GetQueueAttributesCommand({ QueueUrl: `${url}/${account}/${name}`, AttributeNames: ["Policy"] }));
  const text = Attributes?.["Policy"];
  return text === undefined || text === "" ? undefined : JSON.parse(text);
}

beforeAll(async () => {
  session = await createSession({ endpointUrl: url, ignoreConfiguredEndpoints: true, region }, { environment: fakeKeys });
  const client = (await session.connect({ account, region })).client(SQSClient);
  for (const [QueueName, { before, tags }] of Object.entries(queues))
    await client.send(new CreateQueueCommand({ QueueName, Attributes: { Policy: JSON.stringify(before) }, ...(tags ? { tags } : {}) }));
  writeFileSync(join(folder, "exceptions.yaml"), exceptions());
});
afterAll(() => session.close());

describe("apply, with exceptions", () => {
  it("touches no excepted queue, and takes the public statement of the others, whose feed stays", async () => {
    const planned = await run("plan", "--live", "--accounts", account, "--checks", "sqs/not-public", "--plan-file", "plan.json");
    expect([planned.code, planned.stderr]).toEqual([0, expect.stringContaining("expired on 2020-02-01: its findings have returned")]);
    const plan = Plan.parse(JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")));
    const nameOf = (id: string) => id.split("/").at(-1);
    expect(plan.changes.map(({ resource }) => nameOf(resource.id)).sort()).toEqual(["fed", "mute-is-over", "muted-too-late"]);
    expect(Object.fromEntries(plan.unplanned.map(({ resource, reason }) => [nameOf(resource.id), reason]))).toEqual({
      "muted-by-name": "excepted until 2099-12-31 by shop (OPS-7): partner feed",
      "muted-by-tag": "excepted until 2099-12-31 by shop: tagged",
    });

    const late = '  - { resource: "*/muted-too-late", reason: in use, owner: shop, expires: 2099-12-31 }';
    writeFileSync(join(folder, "exceptions.yaml"), exceptions(late));
    const applied = await run("apply", "plan.json", "--apply", "--format", "json");
    expect([applied.code, applied.stdout]).toEqual([4, expect.stringContaining("excepted until 2099-12-31 by shop: in use")]);
    for (const [name, { after }] of Object.entries(queues)) expect([name, await policyOf(name)]).toEqual([name, after]);
  });

  it("writes nothing once the file of exceptions is broken", async () => {
    writeFileSync(join(folder, "exceptions.yaml"), "exceptions: [");
    const messages = Object.keys(queues).map((name) => JSON.stringify({ account, region, type: "sqs", id: `${url}/${account}/${name}` }));
    const ran = await plumbline(["remediate", "--remediate", "--endpoint-url", url, "--exceptions", "exceptions.yaml"], {
      folder,
      stdin: `${messages.join("\n")}\n`,
    });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([2, "", expect.stringContaining("exceptions.yaml is not valid YAML")]);
    for (const [name, { after }] of Object.entries(queues)) expect([name, await policyOf(name)]).toEqual([name, after]);
  });
});
