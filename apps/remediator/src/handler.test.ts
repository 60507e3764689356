import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Call, type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, newFolder, testIo } from "@plumbline/cli/io.fixture";
import { entryOf, planned } from "@plumbline/cli/plan.fixture";
import type { Context } from "@plumbline/queue-worker/handler";
import { recordOf } from "@plumbline/queue-worker/record.fixture";
import type { BatchResponse } from "@plumbline/queue-worker/sqs-event";
import { fileJournal } from "@plumbline/run-store/file-journal";
import { fileState } from "@plumbline/run-store/file-state";
import { readJournal } from "@plumbline/run-store/journal";
import { memoryState } from "@plumbline/run-store/memory-state";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { makeHandler } from "./handler.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const dead = "https://sqs.eu-west-1.amazonaws.com/111111111111/dead";
const queues = {
  [`${own}/eu-west-1`]: { open: openPolicy, other: openPolicy, closed: null },
  [`${member}/eu-west-1`]: { open: openPolicy },
};
const url = (name: string, account = own) => queueUrl(account, "eu-west-1", name);
const bodyOf = (name: string, account = own, more: object = {}) =>
  JSON.stringify({ account, region: "eu-west-1", type: "sqs", id: url(name, account), ...more });
const policyOf = (name: string, account = own) => cloud?.policies.get(url(name, account));
const isOpen = (name: string, account = own) => policyOf(name, account) === JSON.stringify(openPolicy);

interface Given extends Rules {
  readonly environment?: Record<string, string>;
  readonly folder?: string;
  readonly now?: () => Date;
}
/** A started remediator; `deliver` invokes it with the bodies given and tells which of them, by number, come again. */
async function start({ environment = {}, folder = newFolder(), now, ...rules }: Given = {}) {
  await cloud?.close();
  cloud = await startCloud({ queues, ...rules });
  const { io, stdout, stderr } = testIo({
    folder,
    environment: {
      ...fakeKeys,
      ...{ PLUMBLINE_ENDPOINT_URL: cloud.url, PLUMBLINE_DEAD_LETTER_QUEUE: dead, PLUMBLINE_CHECKS: "sqs/not-public" },
      ...{ PLUMBLINE_ACCOUNTS: `${own},${member}`, REMEDIATE: "true", ...environment },
    },
    ...(now ? { now } : {}),
  });
  const state = memoryState(io.now);
  const handler = makeHandler(io, async () => state);
  const deliver = async (bodies: readonly string[], context: Partial<Context> = {}): Promise<number[]> => {
    const answer = (await handler(
      { Records: bodies.map((body, i) => recordOf(`m${i}`, body)) },
      { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000, ...context },
    )) as BatchResponse;
    return answer.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.slice(1)));
  };
  const journal = async () => (await readJournal(join(folder, "plumbline-output", "journal.jsonl"))).map(({ status }) => status);
  return { deliver, journal, state, stdout, stderr, told: () => linesOf(stderr()) as { message: string; outcome: string }[] };
}
const buried = () =>
  (cloud?.calls ?? [])
    .filter(({ operation }) => operation === "SendMessage")
    .map(({ input }) => [
      input["MessageBody"],
      (input["MessageAttributes"] as Record<string, { StringValue: string }>)["reason"]?.StringValue,
    ]);
const writes = () => cloud?.writes().filter((operation) => operation !== "SendMessage");

describe("the remediator's Lambda", () => {
  it("puts right what fails, journals it, and takes old messages as they are", async () => {
    const { deliver, journal, stdout } = await start();
    expect(await deliver([bodyOf("open", own, { delay: 900, more: 1 }), bodyOf("closed"), bodyOf("open", member)])).toEqual([]);
    expect([isOpen("open"), isOpen("open", member), isOpen("other")]).toEqual([false, false, true]);
    expect((await journal()).sort()).toEqual(["applied", "applied", "verified", "verified", "writing", "writing"]);
    const lines = linesOf(stdout()) as { verdict?: { status: string }; status?: string }[];
    expect(lines.map(({ verdict, status }) => verdict?.status ?? status).sort()).toEqual(["fail", "fail", "verified", "verified"]);
  });

  const notTold: Record<string, string> = { missing: "", false: "false", "1": "1", yes: "yes", on: "on", "true and more": "true!" };
  it.each(Object.entries(notTold))("writes nothing when REMEDIATE is %s", async (_, REMEDIATE) => {
    const { deliver, stdout } = await start({ environment: { REMEDIATE } });
    expect(await deliver([bodyOf("open")])).toEqual([]);
    expect([writes(), isOpen("open"), linesOf(stdout()).length]).toEqual([[], true, 1]);
  });

  const poison: Record<string, { body: string; reason: string | RegExp; environment?: Record<string, string> }> = {
    "no JSON": { body: "{", reason: "it is not JSON" },
    "an empty body": { body: "", reason: "it is not JSON" },
    "a list": { body: "[]", reason: /expected object/ },
    "an account that is none": { body: bodyOf("open", "12"), reason: /an account id has 12 digits/ },
    "an unknown type": { body: bodyOf("open", own, { type: "sqz" }), reason: "unknown resource type sqz; did you mean sqs?" },
    "a type that every object has": { body: bodyOf("open", own, { type: "constructor" }), reason: "unknown resource type constructor" },
    "no id": { body: bodyOf("open", own, { id: "" }), reason: "a message of type sqs needs an id" },
    "a region that is none": { body: bodyOf("open", own, { region: "mars" }), reason: "there is no region mars" },
    "a region that was not named": {
      body: bodyOf("open", own, { region: "us-east-1" }),
      environment: { PLUMBLINE_REGIONS: "eu-west-1" },
      reason: "region us-east-1 is none of those asked for",
    },
    "an account that is none of ours": { body: bodyOf("open", "333333333333"), reason: "account 333333333333 is none of those asked for" },
    "another account, when none is named": {
      body: bodyOf("open", member),
      environment: { PLUMBLINE_ACCOUNTS: "" },
      reason: `account ${member} is none of those asked for`,
    },
  };
  it.each(Object.entries(poison))("buries %s with the reason, and handles the others", async (_, { body, reason, environment = {} }) => {
    const { deliver, told } = await start({ environment });
    expect(await deliver([bodyOf("open"), body, bodyOf("other")])).toEqual([]);
    expect(buried()).toEqual([[body, typeof reason === "string" ? reason : expect.stringMatching(reason)]]);
    expect(told().map(({ outcome }) => outcome)).toEqual(["poison"]);
    expect([isOpen("open"), isOpen("other")]).toEqual([false, false]);
  });

  it("brings a message back whose resource a run is changing, and makes the change when that has ended", async () => {
    const folder = newFolder();
    const runs = fileState(join(folder, "plumbline-output", "state"), () => new Date());
    const key = `resource/${own}/eu-west-1/sqs/${url("open")}`;
    await runs.claim(key, "r1");
    const { deliver, journal, told } = await start({ folder });
    expect(await deliver([bodyOf("open")])).toEqual([0]);
    expect([isOpen("open"), await journal(), told().map(({ outcome }) => outcome)]).toEqual([true, ["refused"], ["again"]]);
    await runs.release(key, "r1");
    expect([await deliver([bodyOf("open")]), isOpen("open")]).toEqual([[], false]);
  });

  it("leaves poison to the redrive when the dead-letter queue does not take it", async () => {
    const { deliver } = await start({
      fault: ({ operation }) => (operation === "SendMessage" ? { code: "AccessDeniedException" } : undefined),
    });
    expect(await deliver(["{", bodyOf("open")])).toEqual([0]);
    expect(isOpen("open")).toBe(false);
  });

  const passing: Record<string, { fault: (call: Call) => { code: string; status?: number } | undefined; says: RegExp }> = {
    "an account's role can't be assumed": {
      fault: ({ operation, input }) =>
        operation === "AssumeRole" && String(input["RoleArn"]).includes(member) ? { code: "AccessDenied", status: 403 } : undefined,
      says: /sts:AssumeRole/,
    },
    "credentials have run out": {
      fault: ({ operation, account }) =>
        operation === "GetQueueAttributes" && account === member ? { code: "ExpiredTokenException" } : undefined,
      says: /ExpiredTokenException/,
    },
    "a read is denied": {
      fault: ({ operation, account }) =>
        operation === "GetQueueAttributes" && account === member ? { code: "AccessDeniedException" } : undefined,
      says: /AccessDeniedException/,
    },
    "a write is refused": {
      fault: ({ operation, account }) =>
        operation === "SetQueueAttributes" && account === member ? { code: "AccessDeniedException" } : undefined,
      says: /sqs\/policy of sqs .* is failed: .*AccessDeniedException/,
    },
  };
  it.each(Object.entries(passing).slice(0, 3))(
    "brings a message back when %s; it is done when that has passed",
    async (_, { fault, says }) => {
      let isFaulty = true;
      const { deliver, told } = await start({ fault: (call) => (isFaulty ? fault(call) : undefined) });
      expect(await deliver([bodyOf("open", member), bodyOf("open")])).toEqual([0]);
      expect(told()).toEqual([expect.objectContaining({ outcome: "again", message: expect.stringMatching(says) })]);
      expect([isOpen("open"), isOpen("open", member)]).toEqual([false, true]);
      isFaulty = false;
      expect(await deliver([bodyOf("open", member)])).toEqual([]);
      expect([isOpen("open", member), writes()?.length]).toEqual([false, 2]);
    },
  );

  it("does not write a second time what failed after its write began, and tells a person", async () => {
    const { deliver } = await start(passing["a write is refused"]);
    expect(await deliver([bodyOf("open", member)])).toEqual([]);
    expect(buried()).toEqual([[bodyOf("open", member), expect.stringMatching(passing["a write is refused"]?.says ?? /$/)]]);
  });

  it("finds out how a change ended that an earlier run left open", async () => {
    const folder = newFolder();
    const { deliver, journal } = await start({ folder });
    const begun = entryOf("apply", "in-progress", planned("closed"));
    await fileJournal(join(folder, "plumbline-output", "journal.jsonl")).append({ ...begun, endpoint: cloud?.url });
    expect(await deliver([bodyOf("open"), bodyOf("closed")])).toEqual([]);
    expect((await journal()).sort()).toEqual(["applied", "in-progress", "verified", "verified", "writing"]);
    expect(await deliver([bodyOf("closed")])).toEqual([]);
    expect((await journal()).length).toBe(5);
  });

  it("handles a resource that is gone", async () => {
    const { deliver } = await start({
      fault: ({ operation }) => (operation === "GetQueueAttributes" ? { code: "AWS.SimpleQueueService.NonExistentQueue" } : undefined),
    });
    expect([await deliver([bodyOf("open")]), buried(), writes()]).toEqual([[], [], []]);
  });
});

describe("the time of a message", () => {
  it("ends the judging of one that takes too long, with nothing written, and not that of the others", async () => {
    const { deliver, told } = await start({
      environment: { PLUMBLINE_MESSAGE_SECONDS: "0.3" },
      delay: ({ operation, account }) => (operation === "GetQueueAttributes" && account === member ? 600 : 0),
    });
    expect(await deliver([bodyOf("open", member), bodyOf("open")])).toEqual([0]);
    expect(told()).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/timed-out: judging sqs .* took more than 0\.3 s/) }),
    ]);
    expect([isOpen("open", member), isOpen("open")]).toEqual([true, false]);
  });

  it("does not break off a write that has begun: it is finished and journaled", async () => {
    const { deliver, journal } = await start({
      environment: { PLUMBLINE_MESSAGE_SECONDS: "0.3" },
      delay: ({ operation }) => (operation === "SetQueueAttributes" ? 600 : 0),
    });
    expect(await deliver([bodyOf("open")])).toEqual([]);
    expect([isOpen("open"), await journal()]).toEqual([false, ["writing", "applied", "verified"]]);
  });

  it("begins no write when the invocation might end before it", async () => {
    const { deliver, told, journal } = await start();
    let asked = 0;
    const getRemainingTimeInMillis = () => (asked++ < 3 ? 300_000 : 40_000);
    expect(await deliver([bodyOf("open")], { getRemainingTimeInMillis })).toEqual([0]);
    expect([isOpen("open"), await journal(), told()[0]?.message]).toEqual([true, [], expect.stringContaining("less than 45 s were left")]);
  });

  it("is refused outright by a function whose time-out is too short to write", async () => {
    const { deliver } = await start();
    await expect(deliver([bodyOf("open")], { getRemainingTimeInMillis: () => 30_000 })).rejects.toThrow(
      /the invocation has 30 s, and a write may take 45/,
    );
    expect(writes()).toEqual([]);
    const reading = await start({ environment: { REMEDIATE: "" } });
    expect(await reading.deliver([bodyOf("open")], { getRemainingTimeInMillis: () => 30_000 })).toEqual([]);
  });
});

describe("one effect", () => {
  it("of a message that comes several times in a batch, which is judged once", async () => {
    const { deliver } = await start();
    expect(await deliver([bodyOf("closed"), bodyOf("closed"), bodyOf("closed")])).toEqual([]);
    expect(cloud?.count("GetQueueAttributes")).toBe(1);
  });

  it("of duplicates in two invocations at once: the loser comes again, and finds it done", async () => {
    const { deliver, journal } = await start({ delay: ({ operation }) => (operation === "SetQueueAttributes" ? 100 : 5) });
    const both = await Promise.all([deliver([bodyOf("open")]), deliver([bodyOf("open")])]);
    expect(both.flat()).toEqual([0]);
    expect(await deliver([bodyOf("open")])).toEqual([]);
    expect([writes(), await journal()]).toEqual([["SetQueueAttributes"], ["writing", "applied", "verified"]]);
  });

  it("not while another holds the resource, and then when it has crashed and its lease is over", async () => {
    let now = new Date("2026-03-01T12:00:00Z");
    const { deliver, state, told } = await start({ now: () => now });
    await state.claim(`remediator/${own}/eu-west-1/sqs/${url("open")}`, "worker-7", { expiresAt: new Date("2026-03-01T12:01:00Z") });
    expect(await deliver([bodyOf("open")])).toEqual([0]);
    expect([isOpen("open"), told()[0]?.message]).toEqual([true, expect.stringContaining("is being changed by worker-7")]);
    now = new Date("2026-03-01T12:01:01Z");
    expect(await deliver([bodyOf("open")])).toEqual([]);
    expect(isOpen("open")).toBe(false);
  });

  it("whatever the order, the number and the grouping of deliveries", async () => {
    const bodies = [bodyOf("open"), bodyOf("other"), bodyOf("closed"), bodyOf("open", member)];
    const some = fc.array(fc.array(fc.constantFrom(...bodies), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(some, async (batches) => {
        const { deliver } = await start();
        let left: string[][] = batches.map((batch) => [...batch]);
        for (let round = 0; left.length > 0 && round < 5; round++) {
          const failed = await Promise.all(left.map(async (batch) => (await deliver(batch)).flatMap((i) => batch[i] ?? [])));
          left = failed.filter((batch) => batch.length > 0);
        }
        const failing = new Set(batches.flat().filter((body) => body !== bodyOf("closed")));
        expect([left, writes()?.length, buried()]).toEqual([[], failing.size, []]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe("the brakes", () => {
  it("count the changes of an hour, which stands for a run; what is refused stays as it is, is told, and comes again", async () => {
    let now = new Date("2026-03-01T12:10:00Z");
    const { deliver, stdout } = await start({ now: () => now, environment: { PLUMBLINE_MAX_CHANGES: "1" } });
    expect(await deliver([bodyOf("open")])).toEqual([]);
    now = new Date("2026-03-01T12:59:00Z");
    expect(await deliver([bodyOf("other")])).toEqual([0]);
    expect([isOpen("open"), isOpen("other")]).toEqual([false, true]);
    expect(linesOf(stdout()).at(-1)).toMatchObject({ status: "refused", reason: expect.stringContaining("--max-changes") });
    now = new Date("2026-03-01T13:00:00Z");
    expect(await deliver([bodyOf("other")])).toEqual([]);
    expect(isOpen("other")).toBe(false);
  });
});

describe("one session", () => {
  it("assumes an account's role once for many messages and invocations, and again before the credentials run out", async () => {
    let now = new Date("2026-03-01T12:00:00Z");
    const { deliver } = await start({
      now: () => now,
      expires: () => new Date(now.getTime() + 3_600_000).toISOString(),
      environment: { REMEDIATE: "" },
    });
    for (let i = 0; i < 5; i++) expect(await deliver(Array.from({ length: 10 }, () => bodyOf("open", member)))).toEqual([]);
    expect([cloud?.count("AssumeRole"), cloud?.count("GetCallerIdentity")]).toEqual([1, 1]);
    now = new Date("2026-03-01T12:56:00Z");
    expect(await deliver([bodyOf("open", member)])).toEqual([]);
    expect(await deliver([bodyOf("open", member)])).toEqual([]);
    expect([cloud?.count("AssumeRole"), cloud?.count("GetCallerIdentity")]).toEqual([2, 1]);
  });
});

describe("what is set wrongly rejects before any message is acted on", () => {
  const wrong: Record<string, { environment?: Record<string, string>; yaml?: string; says: RegExp }> = {
    "no dead-letter queue": { environment: { PLUMBLINE_DEAD_LETTER_QUEUE: "" }, says: /PLUMBLINE_DEAD_LETTER_QUEUE: / },
    "a time that is none": { environment: { PLUMBLINE_MESSAGE_SECONDS: "soon" }, says: /PLUMBLINE_MESSAGE_SECONDS: must be a number/ },
    "a check that is not known": { environment: { PLUMBLINE_CHECKS: "sqs/x" }, says: /unknown check sqs\/x/ },
    "a function without a table for its journal": {
      environment: { AWS_LAMBDA_FUNCTION_NAME: "f", PLUMBLINE_STATE: "dynamodb://state" },
      says: /the journal is to be kept in files/,
    },
    "a function without a table for its state": {
      environment: { AWS_LAMBDA_FUNCTION_NAME: "f", PLUMBLINE_JOURNAL: "dynamodb://journal", PLUMBLINE_STATE: "state" },
      says: /the state is to be kept in files/,
    },
    "broken exceptions": { yaml: "exceptions: [{ reason: r }]\n", says: /the configuration .* is invalid/ },
  };
  it.each(Object.entries(wrong))("%s", async (_, { environment = {}, yaml, says }) => {
    const folder = newFolder();
    if (yaml) writeFileSync(join(folder, "plumbline.yaml"), yaml);
    const { deliver } = await start({ environment, folder });
    await expect(deliver([bodyOf("open")])).rejects.toThrow(says);
    expect(cloud?.calls).toEqual([]);
  });

  it("an exception of a misspelt region, and one that can't be proved before a write", async () => {
    const yaml = (region: string) => `exceptions: [{ region: ${region}, reason: r, owner: o, expires: 2026-12-31 }]\n`;
    const fault: Rules["fault"] = ({ operation }) => (operation === "DescribeRegions" ? { code: "UnauthorizedOperation" } : undefined);
    for (const [region, rules, says] of [
      ["us-est-1", {}, /an exception is of an unknown region us-est-1/],
      ["us-east-1", { fault }, /can't tell in account 111111111111 whether AWS has us-east-1/],
    ] as const) {
      const folder = newFolder();
      writeFileSync(join(folder, "plumbline.yaml"), yaml(region));
      const { deliver } = await start({ ...rules, folder });
      await expect(deliver([bodyOf("open")])).rejects.toThrow(says);
      expect(cloud?.calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity", "DescribeRegions"]);
      await cloud?.close();
    }
  });

  it("what is no batch of SQS", async () => {
    await start();
    const { io } = testIo();
    const handler = makeHandler(io, async () => memoryState(io.now));
    await expect(handler({ source: "aws.events" }, { awsRequestId: "r", getRemainingTimeInMillis: () => 1 })).rejects.toThrow(
      /no batch of messages from SQS/,
    );
  });

  it("and is tried again by the next invocation", async () => {
    let isDown = true;
    const { deliver } = await start({
      fault: ({ operation }) => (isDown && operation === "GetCallerIdentity" ? { code: "InternalError" } : undefined),
    });
    await expect(deliver([bodyOf("open")])).rejects.toMatchObject({ name: "AwsError" });
    isDown = false;
    expect(await deliver([bodyOf("open")])).toEqual([]);
  });
});
