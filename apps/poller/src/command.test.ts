import { type Cloud, member, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, runWith } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { pollCommand } from "./command.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const names = Array.from({ length: 23 }, (_, i) => `q${String(i).padStart(2, "0")}`);
const some = (list: readonly string[]) => Object.fromEntries(list.map((name) => [name, null]));
const queues = {
  [`${own}/us-east-1`]: some(names),
  [`${own}/eu-west-1`]: some(["b", "a"]),
  [`${member}/us-east-1`]: some(["m", "misconfiguration_maker-bad", "misconfiguration-maker-1", "tagged"]),
};
const tags = { [queueUrl(member, "us-east-1", "tagged")]: { Name: "misconfiguration_maker" } };
const regions = { "eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required" };
async function poll(words: readonly string[], { environment = {}, ...rules }: Rules & { environment?: Record<string, string> } = {}) {
  cloud = await startCloud({ queues, tags, regions, ...rules });
  return runWith(pollCommand, ["--types", "sqs", "--endpoint-url", cloud.url, ...words], { environment: { ...fakeKeys, ...environment } });
}
type Message = { account: string; region: string; type: string; id: string };
const idsOf = (messages: readonly unknown[]) =>
  messages.map((message) => {
    const { account, region, id } = message as Message;
    return `${account} ${region} ${id.split("/").at(-1)}`;
  });
const batches = () =>
  (cloud?.calls ?? [])
    .filter(({ operation }) => operation === "SendMessageBatch")
    .map(({ input }) => (input["Entries"] as { MessageBody: string }[]).map(({ MessageBody }) => JSON.parse(MessageBody) as Message));
const here = ["b", "a"].map((name) => `${own} eu-west-1 ${name}`);

const rows: Record<string, { words: string[]; environment?: Record<string, string>; finds: string[] }> = {
  "--regions": { words: ["--regions", "eu-west-1"], finds: here },
  "--region": { words: ["--region", "eu-west-1"], finds: here },
  "--region=": { words: ["--region=eu-west-1"], finds: here },
  REGIONS: { words: [], environment: { REGIONS: "eu-west-1" }, finds: here },
  PLUMBLINE_REGIONS: { words: [], environment: { PLUMBLINE_REGIONS: "eu-west-1" }, finds: here },
  "REGIONS before PLUMBLINE_REGIONS": { words: [], environment: { REGIONS: "eu-west-1", PLUMBLINE_REGIONS: "us-east-1" }, finds: here },
  "--region before REGIONS": { words: ["--region", "eu-west-1"], environment: { REGIONS: "us-east-1" }, finds: here },
  "all regions": { words: [], finds: [...here, ...names.map((name) => `${own} us-east-1 ${name}`)] },
  ACCOUNTS: {
    words: ["--region", "us-east-1"],
    environment: { ACCOUNTS: member },
    finds: ["m", "misconfiguration_maker-bad", "misconfiguration-maker-1", "tagged"].map((name) => `${member} us-east-1 ${name}`),
  },
  "--only_use_test_resources": {
    words: ["--accounts", `${own},${member}`, "--only_use_test_resources"],
    finds: ["misconfiguration_maker-bad", "misconfiguration-maker-1", "tagged"].map((name) => `${member} us-east-1 ${name}`),
  },
  ONLY_USE_TEST_RESOURCES: {
    words: [],
    environment: { ONLY_USE_TEST_RESOURCES: "true", ACCOUNTS: member },
    finds: ["misconfiguration_maker-bad", "misconfiguration-maker-1", "tagged"].map((name) => `${member} us-east-1 ${name}`),
  },
  "--stdout, whatever POLLER_SQS says": {
    words: ["--region", "eu-west-1", "--stdout"],
    environment: { POLLER_SQS: queueUrl(own, "us-east-1", "out") },
    finds: here,
  },
};

describe("the poller prints", () => {
  it.each(Object.entries(rows))("by %s", async (_, { words, environment, finds }) => {
    const ran = await poll(words, environment ? { environment } : {});
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(idsOf(linesOf(ran.stdout)).sort()).toEqual([...finds].sort());
    expect(cloud?.writes()).toEqual([]);
  });

  it("one object a line, with exactly the four keys in their order, and resources in AWS's own", async () => {
    const { stdout } = await poll(["--region", "eu-west-1"]);
    expect(stdout).toBe(
      ["b", "a"]
        .map((name) => `{"account":"${own}","region":"eu-west-1","type":"sqs","id":"${queueUrl(own, "eu-west-1", name)}"}\n`)
        .join(""),
    );
  });

  it("each region once, with an empty id", async () => {
    const { stdout } = await poll(["--types", "region", "--regions", "eu-west-1,us-east-1"]);
    expect(linesOf(stdout)).toEqual(["eu-west-1", "us-east-1"].map((region) => ({ account: own, region, type: "region", id: "" })));
  });
});

describe("the poller fills a queue", () => {
  const out = queueUrl(own, "us-west-2", "out");

  it.each([
    [["--sqs", out], {}],
    [[], { POLLER_SQS: out }],
  ] as const)("by %j %j: ten at a time, in order, where the queue is, as the session itself", async (words, environment) => {
    const ran = await poll(["--region", "us-east-1", "--accounts", own, ...words], { environment });
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([0, "", ""]);
    expect(batches().map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(idsOf(batches().flat())).toEqual(names.map((name) => `${own} us-east-1 ${name}`));
    expect(Object.keys(batches()[0]?.[0] ?? {})).toEqual(["account", "region", "type", "id"]);
    const send = cloud?.calls.find(({ operation }) => operation === "SendMessageBatch");
    expect([send?.account, send?.region, send?.input["QueueUrl"]]).toEqual([own, "us-west-2", out]);
  });

  it("tries an entry again that failed, and tells one that never goes in, while the others do", async () => {
    const isBad = (body: string) => body.includes("/q01") || body.includes("/q20");
    let calls = 0;
    const answer: Rules["answer"] = ({ operation, input }) => {
      if (operation !== "SendMessageBatch") return undefined;
      calls++;
      const entries = input["Entries"] as { Id: string; MessageBody: string }[];
      const failing = entries.filter(({ MessageBody }) =>
        calls === 1 ? MessageBody.includes("/q05") || isBad(MessageBody) : isBad(MessageBody),
      );
      return { Successful: [], Failed: failing.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError", Message: "busy" })) };
    };
    const ran = await poll(["--region", "us-east-1", "--sqs", out], { answer });
    expect(idsOf(batches()[1] ?? [])).toEqual(["q01", "q05"].map((name) => `${own} us-east-1 ${name}`));
    expect(
      new Set(
        batches()
          .flat()
          .map(({ id }) => id),
      ).size,
    ).toBe(23);
    expect([ran.code, ran.slept]).toEqual([3, [200, 1000, 200, 1000]]);
    expect(linesOf(ran.stderr)).toMatchObject(
      ["q01", "q20"].map((name) => ({
        level: "warn",
        message: expect.stringMatching(new RegExp(`/${name}"} could not be put into ${out}: busy$`)),
      })),
    );
  });

  it("ends when the queue is not there", async () => {
    const fault: Rules["fault"] = ({ operation }) =>
      operation === "SendMessageBatch" ? { code: "AWS.SimpleQueueService.NonExistentQueue" } : undefined;
    const ran = await poll(["--region", "us-east-1", "--sqs", out], { fault });
    expect([ran.code, batches()]).toEqual([3, [expect.anything()]]);
    expect(ran.stderr).toMatch(/^plumbline-poller: sqs:SendMessageBatch in 111111111111\/us-west-2: .*NonExistentQueue/);
  });
});

const partly: Record<string, { fault: Rules["fault"]; words?: string[]; finds: number; tells: RegExp[] }> = {
  "a role that can't be assumed": {
    fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
    finds: 25,
    tells: [/^sqs of 222222222222 could not be listed: sts:AssumeRole/],
  },
  "a role that can't be assumed, with named regions": {
    fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
    words: ["--regions", "us-east-1"],
    finds: 23,
    tells: [/^sqs of 222222222222\/us-east-1 could not be listed: sts:AssumeRole/],
  },
  "one region that is denied": {
    fault: ({ operation, account, region }) =>
      operation === "ListQueues" && account === own && region === "us-east-1" ? { code: "AccessDeniedException" } : undefined,
    finds: 6,
    tells: [/^sqs of 111111111111\/us-east-1 could not be listed: sqs:ListQueues .*AccessDenied/],
  },
  "a region that was named and is off": {
    fault: ({ operation, account, region }) =>
      operation === "ListQueues" && account === own && region === "us-east-1" ? { code: "OptInRequired" } : undefined,
    words: ["--regions", "us-east-1,eu-west-1"],
    finds: 6,
    tells: [/OptInRequired/],
  },
  "a second page that is denied": {
    fault: ({ operation, input }) =>
      operation === "ListQueues" && input["NextToken"] === "10" ? { code: "AccessDeniedException" } : undefined,
    finds: 16,
    tells: [/^sqs of 111111111111\/us-east-1 /],
  },
};
describe("the poller goes on past", () => {
  it.each(Object.entries(partly))("%s, and says that it is incomplete", async (_, { fault, words = [], finds, tells }) => {
    const ran = await poll(["--accounts", `${own},${member}`, ...words], { pageSize: 10, ...(fault ? { fault } : {}) });
    expect([ran.code, linesOf(ran.stdout)]).toEqual([3, expect.objectContaining({ length: finds })]);
    expect(linesOf(ran.stderr)).toMatchObject(
      tells.map((message) => ({
        level: "warn",
        account: expect.any(String),
        cause: expect.any(String),
        message: expect.stringMatching(message),
      })),
    );
  });

  it("a region that is off and that nobody named, without a word", async () => {
    const ran = await poll([], {
      fault: ({ operation, region }) => (operation === "ListQueues" && region === "us-east-1" ? { code: "OptInRequired" } : undefined),
    });
    expect([ran.code, ran.stderr, idsOf(linesOf(ran.stdout))]).toEqual([0, "", here]);
  });

  it("suspended accounts, and names them", async () => {
    const members = [
      { Id: own, Status: "ACTIVE" },
      { Id: member, Status: "SUSPENDED" },
    ];
    const ran = await poll(["--org", "--region", "eu-west-1"], { members, environment: { ACCOUNTS: member } });
    expect([ran.code, idsOf(linesOf(ran.stdout)), linesOf(ran.stderr)]).toEqual([
      0,
      here,
      [expect.objectContaining({ level: "info", message: `account ${member} is left out: it is suspended` })],
    ]);
  });
});

const refused: Record<string, { words: string[]; says: RegExp }> = {
  "an unknown type": { words: ["--types", "sqz"], says: /unknown resource type sqz\n {2}known types: .*sqs/ },
  "a queue that is no URL": { words: ["--sqs", "q"], says: /--sqs: must be a queue URL/ },
  "accounts and org": { words: ["--accounts", own, "--org"], says: /can't go together/ },
  "a format that it does not have": { words: ["--format", "html"], says: /--format: / },
};
it.each(Object.entries(refused))("the poller refuses %s before any call", async (_, { words, says }) => {
  const ran = await poll(words);
  expect(ran.stderr).toMatch(says);
  expect([ran.code, ran.stdout, cloud?.calls]).toEqual([2, "", []]);
});
