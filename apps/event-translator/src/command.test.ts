import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Cloud, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { afterEach, describe, expect, it } from "vitest";
import { translateEventsCommand } from "./command.ts";

const inbox = queueUrl(own, "us-east-1", "resources");
const orders = queueUrl(own, "eu-west-1", "orders");
const record = (source: string, eventName: string, more: object = {}) => ({
  ...{ eventSource: `${source}.amazonaws.com`, eventName, awsRegion: "eu-west-1", recipientAccountId: own },
  ...{ userIdentity: { type: "IAMUser", arn: `arn:aws:iam::${own}:user/alice` }, requestParameters: null, responseElements: null },
  ...more,
});
const changed = record("sqs", "SetQueueAttributes", { requestParameters: { queueUrl: orders } });
const started = record("ec2", "RunInstances", {
  responseElements: { instancesSet: { items: [{ instanceId: "i-1" }, { instanceId: "i-2" }] } },
});
const database = record("rds", "CreateDBInstance", { responseElements: { dBInstanceIdentifier: "db" } });
const failed = { ...changed, errorCode: "AccessDenied" };
const foreign = record("sns", "AddPermission");
const broken = record("sqs", "SetQueueAttributes");
const byUs = {
  ...changed,
  userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${own}:assumed-role/member_remediator/plumbline-20260301T120000000Z-000001` },
};
const lines = (...records: object[]) => records.map((one) => `${JSON.stringify(one)}\n`).join("");
const ofQueue = { account: own, region: "eu-west-1", type: "sqs", id: orders };
const instance = (id: string) => ({ account: own, region: "eu-west-1", type: "ec2", id });

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());
const run = (words: readonly string[], stdin = "", folder = newFolder()) =>
  runWith(translateEventsCommand, words, { stdin, folder, environment: fakeKeys });
const lastLine = (stderr: string) => (linesOf(stderr).at(-1) as { message: string }).message;
const warnings = (stderr: string) =>
  (linesOf(stderr) as { level: string; message: string }[]).filter(({ level }) => level === "warn").map(({ message }) => message);

describe("translate-events prints", () => {
  it("messages of exactly the four keys in their order, and counts by reason at the end", async () => {
    const ran = await run([], lines(changed, failed, started, foreign, byUs));
    expect(ran.stdout).toBe(lines(ofQueue, instance("i-1"), instance("i-2")));
    expect(Object.keys(linesOf(ran.stdout)[0] as object)).toEqual(["account", "region", "type", "id"]);
    expect(lastLine(ran.stderr)).toBe(
      "5 records: 2 translated to 3 messages; 3 ignored (1 failed-call, 1 not-watched, 1 own-session); 0 unreadable",
    );
    expect(ran.code).toBe(0);
  });

  it("nothing of an event that our own session caused", async () => {
    const ran = await run([], lines(byUs));
    expect([ran.code, ran.stdout, lastLine(ran.stderr)]).toEqual([
      0,
      "",
      "1 record: 0 translated to 0 messages; 1 ignored (1 own-session); 0 unreadable",
    ]);
  });

  it("nothing of an event that an own principal caused, under whatever name", async () => {
    const ran = await run(["--own-principals", `arn:aws:iam::${own}:user/alice`], lines(changed));
    expect([ran.code, ran.stdout]).toEqual([0, ""]);
  });

  it("the event of another's session that only calls itself ours, and of ours by the role that was named", async () => {
    const named = JSON.stringify(byUs).replaceAll("member_remediator", "auditor");
    expect((await run([], named)).stdout).toBe(lines(ofQueue));
    expect((await run(["--account-role", "auditor"], named)).stdout).toBe("");
  });

  it("with --format json what became of each record, and why", async () => {
    const ran = await run(["--format", "json"], lines(database, failed, broken));
    expect(linesOf(ran.stdout)).toEqual([
      {
        ...{ where: "stdin line 1", outcome: "messages" },
        messages: [{ account: own, region: "eu-west-1", type: "rds", id: "db", effect: "create", settleSeconds: 900 }],
      },
      { where: "stdin line 2", outcome: "ignored", reason: "failed-call" },
      {
        ...{ where: "stdin line 3", outcome: "unreadable", do: expect.stringContaining("report it") },
        reason: "sqs.amazonaws.com SetQueueAttributes names no resource; looked for requestParameters.queueUrl",
      },
    ]);
  });

  it("the events of chosen checks, accounts and regions only", async () => {
    const all = lines(changed, started, record("s3", "CreateBucket", { requestParameters: { bucketName: "b" } }));
    expect(linesOf((await run(["--checks", "sqs/*"], all)).stdout)).toEqual([ofQueue]);
    expect((await run(["--accounts", "222222222222"], all)).stdout).toBe("");
    expect(lastLine((await run(["--regions", "us-west-2", "--accounts", own], lines(changed))).stderr)).toContain("1 not-named");
    expect(linesOf((await run(["--regions", "eu-west-1"], all)).stdout)).toHaveLength(4);
  });

  it("no counts with --quiet", async () => {
    expect((await run(["--quiet"], lines(changed))).stderr).toBe("");
  });
});

describe("translate-events reads", () => {
  it("files, folders, gzip, and says how many files of other kinds it left out", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "logs/deep"), { recursive: true });
    writeFileSync(join(folder, "logs/1.json.gz"), gzipSync(JSON.stringify({ Records: [changed] })));
    writeFileSync(
      join(folder, "logs/deep/2.json"),
      JSON.stringify({ detail: started, "detail-type": "AWS API Call via CloudTrail" }, null, 2),
    );
    writeFileSync(join(folder, "logs/README.txt"), "x");
    writeFileSync(join(folder, "3"), lines({ EventId: "1", CloudTrailEvent: JSON.stringify(changed) }));
    const ran = await run(["logs", "3"], "", folder);
    expect([ran.code, ran.stdout]).toEqual([0, lines(ofQueue, instance("i-1"), instance("i-2"), ofQueue)]);
    expect(lastLine(ran.stderr)).toBe("3 records: 3 translated to 4 messages; 0 ignored; 0 unreadable; files of other kinds left out: 1");
  });

  it("on after what it can't read, which it tells in one line each with the place", async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, "a.jsonl"),
      `${JSON.stringify(changed)}\noops\n${JSON.stringify(broken)}\n{"a":1}\n${JSON.stringify(changed)}\n`,
    );
    writeFileSync(join(folder, "b.json.gz"), gzipSync(JSON.stringify({ Records: [changed, changed] })).subarray(0, 60));
    writeFileSync(join(folder, "c.json"), JSON.stringify(changed));
    const ran = await run(["."], "", folder);
    const told = warnings(ran.stderr).map((message) => message.replace(`${folder}/`, ""));
    expect([ran.code, linesOf(ran.stdout).length]).toEqual([3, 3]);
    expect(told).toEqual([
      expect.stringMatching(/^a\.jsonl line 2: it is not JSON: /),
      expect.stringMatching(
        /^a\.jsonl line 3: sqs\.amazonaws\.com SetQueueAttributes names no resource; looked for requestParameters\.queueUrl; report it/,
      ),
      expect.stringMatching(/^a\.jsonl line 4: this is no record of CloudTrail: eventSource is missing or is no text; give records as/),
      expect.stringMatching(/^b\.json\.gz (record 1|after record 0): /),
    ]);
    expect(lastLine(ran.stderr)).toContain("4 unreadable");
  });

  it("nothing when a path is not there", async () => {
    const ran = await run(["none.json"], lines(changed));
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/can't read none\.json: ENOENT/);
  });

  it.each([
    ["a principal that is no ARN", ["--own-principals", "alice"], /--own-principals: must be the ARN/],
    ["a queue that is no URL", ["--sqs", "orders"], /--sqs: must be a queue URL/],
    ["a check that is none", ["--checks", "sqs/not-pubic"], /sqs\/not-pubic/],
  ])("nothing with %s", async (_, words, said) => {
    const ran = await run(words, lines(changed));
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(said);
  });
});

describe("translate-events --sqs", () => {
  const send = async (rules: Rules, records: object[], words: string[] = []) => {
    cloud = await startCloud(rules);
    const ran = await run(["--sqs", inbox, "--endpoint-url", cloud.url, ...words], lines(...records));
    const entries = cloud.calls
      .filter(({ operation }) => operation === "SendMessageBatch")
      .map(({ input }) => input["Entries"] as object[]);
    return { ran, entries };
  };

  it("puts the messages into the queue, ten with a call, each held back for its time to settle", async () => {
    const { ran, entries } = await send({}, [database, ...Array.from({ length: 10 }, () => changed)]);
    expect([ran.code, ran.stdout]).toEqual([0, ""]);
    expect(entries.map((batch) => batch.length)).toEqual([10, 1]);
    expect(entries[0]?.[0]).toEqual({ Id: "0", MessageBody: JSON.stringify({ ...instance("db"), type: "rds" }), DelaySeconds: 900 });
    expect(entries[0]?.[1]).toEqual({ Id: "1", MessageBody: JSON.stringify(ofQueue), DelaySeconds: 60 });
    expect(cloud?.calls.filter(({ operation }) => operation === "SendMessageBatch").every(({ region }) => region === "us-east-1")).toBe(
      true,
    );
  });

  it("tells a message that the queue does not take, and counts it out", async () => {
    const answer: NonNullable<Rules["answer"]> = ({ operation }) =>
      operation === "SendMessageBatch"
        ? { Failed: [{ Id: "0", SenderFault: true, Code: "InvalidMessageContents", Message: "bad" }] }
        : undefined;
    const { ran } = await send({ answer }, [changed]);
    expect([ran.code, warnings(ran.stderr)]).toEqual([3, [`message ${JSON.stringify(ofQueue)} could not be put into ${inbox}: bad`]]);
    expect(lastLine(ran.stderr)).toContain("1 translated to 0 messages");
  });

  it("says that the queue is not there", async () => {
    const { ran } = await send(
      { fault: ({ operation }) => (operation === "SendMessageBatch" ? { code: "QueueDoesNotExist" } : undefined) },
      [changed],
    );
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/QueueDoesNotExist/);
  });

  it("prints what became of each record too, when asked", async () => {
    const { ran, entries } = await send({}, [changed, failed], ["--format", "json"]);
    expect([linesOf(ran.stdout).length, entries.flat().length]).toEqual([2, 1]);
  });
});
