import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { newFolder } from "@plumbline/cli/io.fixture";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSources, proveReadable, readMessages } from "./messages.ts";

const base = {
  account: "000000000000",
  region: "us-east-1",
  type: "sqs",
  id: "https://queue.amazonaws.com/000000000000/misconfiguration_maker-bad",
};
const read = (text: string) => Array.fromAsync(readMessages(Readable.from([text]), "stdin"));

// Every form of id that the system before this one wrote, as its poller or its event translator.
const old: Record<string, { type: string; id: string }> = {
  "a role's name": { type: "iam_role", id: "misconfiguration_maker" },
  "a role's name with a path's signs": { type: "iam_role", id: "a+b=c,d.e@f-g_h" },
  "a user's name": { type: "iam_user", id: "anna@example.com" },
  "a queue's URL": { type: "sqs", id: "https://sqs.us-east-1.amazonaws.com/000000000000/q" },
  "a queue's URL of the oldest form": { type: "sqs", id: base.id },
  "a function's name": { type: "lambda_function", id: "misconfig-public-lambda" },
  "a function's ARN": { type: "lambda_function", id: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  "a snapshot": { type: "ebs_snapshot", id: "snap-0123456789abcdef0" },
  "an image": { type: "ami", id: "ami-0123456789abcdef0" },
  "a database": { type: "rds", id: "db-1" },
  "a database's snapshot": { type: "rds_snapshot", id: "misconfiguration-maker" },
  "a bucket": { type: "s3_bucket", id: "misconfig-maker-1234" },
  "a Redshift cluster": { type: "redshift", id: "misconfig-maker" },
  "an instance": { type: "ec2", id: "i-0123456789abcdef0" },
  "a security group": { type: "security_group", id: "sg-0123456789abcdef0" },
  "a balancer's name": { type: "elb", id: "misconfig-elb" },
  "a balancer's ARN": { type: "elbv2", id: "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/a/0123456789abcdef" },
  "a target group's ARN": { type: "elbv2", id: "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/a/0123456789abcdef" },
  "a service's name": { type: "ecs_service", id: "orders" },
  "a task set": { type: "ecs_task_set", id: "ecs-svc/1234567890123456789" },
  "a task definition": { type: "ecs_task", id: "orders:3" },
  "a key": { type: "kms_key", id: "12345678-1234-1234-1234-123456789012" },
  "a region, which has none": { type: "region", id: "" },
};

describe("a message of the system before", () => {
  it.each(Object.entries(old))("with %s", async (_, { type, id }) => {
    const ref = { ...base, type, id };
    // Its JSON has spaces, and its keys may come in any order, with those that later stages added.
    const python = `{"account": "${ref.account}", "region": "${ref.region}", "type": "${type}", "id": "${id}"}`;
    const texts = [
      JSON.stringify(ref),
      python,
      JSON.stringify({ delay: 900, id, type, region: ref.region, account: ref.account, more: { any: [1] } }),
    ];
    for (const text of texts) expect(await read(`${text}\n`)).toEqual([{ where: "stdin line 1", ref }]);
  });
});

describe("a source that begins with a byte order mark", () => {
  const row = JSON.stringify(base);
  const rows: Record<string, [text: string, lines: readonly string[]]> = {
    "before a message": [`\uFEFF${row}\n${row}\n`, ["stdin line 1", "stdin line 2"]],
    "before the end of an empty line": [`\uFEFF\n${row}\n`, ["stdin line 2"]],
    "and nothing else": ["\uFEFF", []],
  };
  it.each(Object.entries(rows))("%s", async (_, [text, lines]) => {
    expect(await read(text)).toEqual(lines.map((where) => ({ where, ref: base })));
  });
  it("takes no mark in the middle for one", async () => {
    expect(await read(`${row}\n\uFEFF${row}\n`)).toMatchObject([{ ref: base }, { reason: "it is not JSON" }]);
  });
});

const bad: Record<string, { text: string; reason: RegExp }> = {
  "no JSON": { text: "{", reason: /^it is not JSON$/ },
  "a word": { text: "hello", reason: /^it is not JSON$/ },
  "a Python dictionary": { text: "{'account': '000000000000'}", reason: /^it is not JSON$/ },
  "a list": { text: "[]", reason: /expected object/ },
  null: { text: "null", reason: /expected object/ },
  "nothing in it": { text: "{}", reason: /account.*region.*type.*id/ },
  "an account as a number": { text: JSON.stringify({ ...base, account: 111111111111 }), reason: /^account: expected string/ },
  "an account that is too short": { text: JSON.stringify({ ...base, account: "1" }), reason: /^account: .*12 digits/ },
  "no region": { text: JSON.stringify({ ...base, region: "" }), reason: /region/ },
  "no id": { text: JSON.stringify({ ...base, id: undefined }), reason: /id/ },
  "an empty id": { text: JSON.stringify({ ...base, id: "" }), reason: /^a message of type sqs needs an id$/ },
};

describe("a bad line", () => {
  it.each(Object.entries(bad))("that is %s is told with its number, and the others go on", async (_, { text, reason }) => {
    const good = JSON.stringify(base);
    expect(await read(`${good}\n\n${text}\n${good}`)).toEqual([
      { where: "stdin line 1", ref: base },
      { where: "stdin line 3", reason: expect.stringMatching(reason) },
      { where: "stdin line 4", ref: base },
    ]);
  });

  it("of whatever kind takes no other line with it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constant(JSON.stringify(base)),
            fc.json({ maxDepth: 2 }),
            fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\r\n]/g, "")),
          ),
        ),
        async (lines) => {
          const found = await read(lines.join("\n"));
          expect(found.filter((line) => "ref" in line)).toHaveLength(lines.filter((line) => line === JSON.stringify(base)).length);
          expect(found).toHaveLength(lines.filter((line) => line.trim() !== "").length);
        },
      ),
    );
  }, 30_000);
});

const listed = (folder: string) => Array.fromAsync(openSources(["a.jsonl", "b.jsonl"], Readable.from([]), folder), ({ where }) => where);
describe("sources", () => {
  it("are stdin, or the files that are named, one after the other", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.jsonl"), `${JSON.stringify(base)}\n`);
    writeFileSync(join(folder, "b.jsonl"), `\n${JSON.stringify(base)}\r\nx`);
    expect(await listed(folder)).toEqual(["a.jsonl line 1", "b.jsonl line 2", "b.jsonl line 3"]);
    const piped = openSources([], Readable.from([Buffer.from('{"account":"'), Buffer.from(`${JSON.stringify(base).slice(12)}\n`)]), folder);
    expect(await Array.fromAsync(piped)).toEqual([{ where: "stdin line 1", ref: base }]);
  });

  const rows: Record<string, string[]> = { "a file that is not there": ["a.jsonl", "none.jsonl"], "a folder": ["a.jsonl", "."] };
  it.each(Object.entries(rows))("are proved before the first is read: %s", async (_, files) => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.jsonl"), "");
    const error = {
      exitCode: 2,
      message: expect.stringMatching(/^can't read (none\.jsonl|\.): E/),
      hint: "name a file of messages, one JSON object a line",
    };
    await expect(proveReadable(files, folder)).rejects.toMatchObject(error);
    await expect(Array.fromAsync(openSources(files, Readable.from([]), folder))).rejects.toMatchObject(error);
    await proveReadable(["a.jsonl"], folder);
  });
});
