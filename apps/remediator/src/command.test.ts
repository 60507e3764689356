import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "@plumbline/cli/cloud.fixture";
import { fakeKeys, linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { Finding } from "@plumbline/finding-model/finding";
import { JournalEntry } from "@plumbline/finding-model/journal";
import { readJournal } from "@plumbline/run-store/journal";
import { afterEach, describe, expect, it } from "vitest";
import { remediateCommand } from "./command.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const queues = { [`${own}/eu-west-1`]: { open: openPolicy, closed: null }, [`${member}/us-east-1`]: { open: openPolicy } };
const line = (name: string, account = own, region = "eu-west-1", more: object = {}) =>
  `${JSON.stringify({ account, region, type: "sqs", id: queueUrl(account, region, name), ...more })}\n`;
const [open, closed, other] = [line("open"), line("closed"), line("open", member, "us-east-1")];
interface Given extends Rules {
  readonly environment?: Record<string, string>;
  readonly folder?: string;
}
async function remediate(stdin: string, words: readonly string[] = [], { environment = {}, folder = newFolder(), ...rules }: Given = {}) {
  cloud = await startCloud({ queues, ...rules });
  return runWith(remediateCommand, ["--endpoint-url", cloud.url, "--checks", "sqs/not-public", ...words], {
    stdin,
    folder,
    environment: { ...fakeKeys, ...environment },
  });
}
const policyOf = (name: string, account = own, region = "eu-west-1") => cloud?.policies.get(queueUrl(account, region, name));
const closing = "Nothing was written. --remediate or REMEDIATE=true puts these right.\n";
const failLine = (account: string, region: string) =>
  `fail    high     sqs/not-public ${account}/${region} ${queueUrl(account, region, "open")}: its policy lets anyone in\n`;

describe("the remediator", () => {
  it("prints what fails, in the reports' order, and says that nothing was written", async () => {
    for (const slow of [own, member]) {
      const ran = await remediate(other + closed + open, [], { delay: ({ account }) => (account === slow ? 15 : 0) });
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([1, failLine(own, "eu-west-1") + failLine(member, "us-east-1") + closing, ""]);
      await cloud?.close();
    }
  });

  it("prints every finding as a line of JSON", async () => {
    const { stdout } = await remediate(open + closed, ["--format", "json"]);
    expect(linesOf(stdout).map((one) => Finding.parse(one).verdict.status)).toEqual(["pass", "fail"]);
  });

  it("asks only about the resources of the messages, and about each once", async () => {
    await remediate(open + open + line("open", own, "eu-west-1", { delay: 900, more: 1 }));
    expect([cloud?.count("GetQueueAttributes"), cloud?.count("ListQueues")]).toEqual([1, 0]);
  });

  it("takes the messages of files", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.jsonl"), open);
    writeFileSync(join(folder, "b.jsonl"), `${closed}x\n`);
    const ran = await remediate("", ["a.jsonl", "b.jsonl"], { folder });
    expect([ran.code, ran.stdout]).toEqual([3, failLine(own, "eu-west-1") + closing]);
    expect(linesOf(ran.stderr)).toMatchObject([
      { level: "warn", where: "b.jsonl line 2", message: "b.jsonl line 2 is left out: it is not JSON" },
    ]);
  });

  const lines: Record<string, { text: string; words?: string[]; says: string }> = {
    "no JSON": { text: "{\n", says: "stdin line 2 is left out: it is not JSON" },
    "an unknown type": {
      text: line("open", own, "eu-west-1", { type: "ecs_cluster" }),
      says: "stdin line 2 is left out: unknown resource type ecs_cluster; did you mean eks_cluster?",
    },
    "a type that every object has": {
      text: line("open", own, "eu-west-1", { type: "constructor" }),
      says: "stdin line 2 is left out: unknown resource type constructor",
    },
    "no id": { text: line("open", own, "eu-west-1", { id: "" }), says: "stdin line 2 is left out: a message of type sqs needs an id" },
    "an account that was not named": {
      text: other,
      words: ["--accounts", own],
      says: `stdin line 2 is left out: account ${member} is none of those asked for`,
    },
    "a region that was not named": {
      text: other,
      words: ["--regions", "eu-west-1"],
      says: "stdin line 2 is left out: region us-east-1 is none of those asked for",
    },
  };
  it.each(Object.entries(lines))(
    "tells a line with %s, even when it writes, and the others go on",
    async (_, { text, words = [], says }) => {
      const ran = await remediate(closed + text + open, [...words, "--remediate"]);
      expect([ran.code, linesOf(ran.stderr)]).toEqual([3, [expect.objectContaining({ level: "warn", message: says })]]);
      expect([cloud?.writes(), policyOf("open"), policyOf("open", member, "us-east-1")]).toEqual([
        ["SetQueueAttributes"],
        "",
        JSON.stringify(openPolicy),
      ]);
    },
  );

  const members = [
    { Id: own, Status: "ACTIVE" },
    { Id: member, Status: "ACTIVE" },
  ];
  it("with --org takes the messages of its accounts, less those that are excluded", async () => {
    const ran = await remediate(open + other, ["--org", "--exclude-account", member, "--remediate"], { members });
    expect([ran.code, policyOf("open"), policyOf("open", member, "us-east-1")]).toEqual([3, "", JSON.stringify(openPolicy)]);
  });

  const unseen: Record<string, { fault: Rules["fault"]; says: RegExp }> = {
    "a role that can't be assumed": {
      fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
      says: /unknown high .*222222222222\/us-east-1 .*sts:AssumeRole/,
    },
    "a queue that is denied": {
      fault: ({ operation, account }) =>
        operation === "GetQueueAttributes" && account === member ? { code: "AccessDeniedException" } : undefined,
      says: /unknown high .*222222222222\/us-east-1 .*sqs:GetQueueAttributes/,
    },
  };
  it.each(Object.entries(unseen))("never passes %s, and goes on with the others", async (_, { fault, says }) => {
    const ran = await remediate(other + open, ["--remediate"], fault ? { fault } : {});
    expect([ran.code, policyOf("open"), policyOf("open", member, "us-east-1")]).toEqual([3, "", JSON.stringify(openPolicy)]);
    expect(ran.stdout).toMatch(says);
  });

  it("finds nothing wrong with a queue that is deleted meanwhile", async () => {
    const ran = await remediate(open, [], {
      fault: ({ operation }) => (operation === "GetQueueAttributes" ? { code: "AWS.SimpleQueueService.NonExistentQueue" } : undefined),
    });
    expect([ran.code, ran.stdout]).toEqual([0, ""]);
  });

  const silent: Record<string, { stdin: string; fault?: Rules["fault"]; code: number }> = {
    "no message": { stdin: "", code: 0 },
    "a resource that passes": { stdin: closed, code: 0 },
    "a resource that could not be looked at": {
      stdin: open,
      fault: ({ operation }) => (operation === "GetQueueAttributes" ? { code: "AccessDeniedException" } : undefined),
      code: 3,
    },
  };
  it.each(Object.entries(silent))("does not offer to put right %s", async (_, { stdin, fault, code }) => {
    const ran = await remediate(stdin, [], fault ? { fault } : {});
    expect(ran.code).toBe(code);
    expect(ran.stdout).not.toContain("Nothing was written");
  });

  it("offers to put right what fails, also below --fail-on", async () => {
    expect((await remediate(open, ["--fail-on", "never"])).stdout).toBe(failLine(own, "eu-west-1") + closing);
  });

  const bars: Record<string, number> = { low: 1, high: 1, critical: 0, never: 0 };
  it.each(Object.entries(bars))("--fail-on %s", async (bar, code) => {
    expect((await remediate(open, ["--fail-on", bar])).code).toBe(code);
  });
});

describe("the remediator that is told to write", () => {
  it("puts right what fails, journals it, and tells what became of it", async () => {
    const ran = await remediate(open + closed + other, ["--remediate"]);
    expect([ran.code, policyOf("open"), policyOf("open", member, "us-east-1"), cloud?.writes()]).toEqual([
      1,
      "",
      "",
      ["SetQueueAttributes", "SetQueueAttributes"],
    ]);
    expect(ran.stdout).not.toContain("Nothing was written");
    expect(ran.stdout).toMatch(/^fail .*\nfail .*\nverified .* cured\nverified .* cured\n2 changes: 2 verified\n$/);
    const entries = await readJournal(join(ran.folder, "plumbline-output", "journal.jsonl"));
    expect(entries.map(({ status, change }) => `${status} ${change.resource.account}`)).toEqual([
      `writing ${own}`,
      `applied ${own}`,
      `verified ${own}`,
      `writing ${member}`,
      `applied ${member}`,
      `verified ${member}`,
    ]);
  });

  it("prints lines of JSON alone when these are asked for", async () => {
    const { stdout } = await remediate(open, ["--remediate", "--format", "json"]);
    const [finding, applied, ...more] = linesOf(stdout);
    expect([Finding.parse(finding).verdict.status, applied, more]).toEqual(["fail", expect.objectContaining({ status: "verified" }), []]);
    expect(JournalEntry.shape.change.parse((applied as { change: unknown }).change).change).toBe("sqs/policy");
  });

  it("leaves excepted resources alone", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), `exceptions: [{ account: ${own}, reason: planned, owner: anna, expires: 2026-12-31 }]\n`);
    const ran = await remediate(open + other, ["--remediate"], { folder });
    expect([policyOf("open"), policyOf("open", member, "us-east-1")]).toEqual([JSON.stringify(openPolicy), ""]);
    expect(ran.stdout).toContain("(excepted until 2026-12-31)");
  });

  it("writes nothing, and acts on no message, when an exception is of a misspelt region", async () => {
    const folder = newFolder();
    const yaml = "exceptions: [{ region: us-est-1, reason: planned, owner: anna, expires: 2026-12-31 }]\n";
    writeFileSync(join(folder, "plumbline.yaml"), yaml);
    for (const words of [["--remediate"], []]) {
      const { code, stdout, stderr } = await remediate(open, words, { folder });
      expect([code, stdout, cloud?.calls.map(({ operation }) => operation)]).toEqual([2, "", ["GetCallerIdentity", "DescribeRegions"]]);
      expect(stderr).toMatch(/an exception is of an unknown region us-est-1.*did you mean us-east-1\?/s);
      await cloud?.close();
    }
  });

  const never: Record<string, { words?: string[]; prepare?: (folder: string) => void; says: RegExp }> = {
    "the exceptions are broken": {
      prepare: (folder) => writeFileSync(join(folder, "plumbline.yaml"), "exceptions: [{ reason: r }]\n"),
      says: /the configuration .* is invalid/,
    },
    "a setting is not known": {
      prepare: (folder) => writeFileSync(join(folder, "plumbline.yaml"), "settings: { sqs/not-public: { x: 1 } }\n"),
      says: /settings of sqs\/not-public/,
    },
    "the journal can't be written": { prepare: (folder) => writeFileSync(join(folder, "plumbline-output"), ""), says: /plumbline-output/ },
    "a later file is not there": {
      words: ["a.jsonl", "none.jsonl"],
      prepare: (folder) => writeFileSync(join(folder, "a.jsonl"), open),
      says: /can't read none\.jsonl/,
    },
    "a check is not known": { words: ["--checks", "sqs/x"], says: /unknown check sqs\/x/ },
    "accounts and org are named": { words: ["--accounts", own, "--org"], says: /can't go together/ },
    "the clock is set, outside an emulator": {
      words: ["--now", "2026-03-01T00:00:00Z", "--endpoint-url", "https://sqs.eu-west-1.amazonaws.com"],
      says: /--now and --remediate can't go together outside an emulator/,
    },
  };
  it.each(Object.entries(never))("asks nothing and writes nothing when %s", async (_, { words = [], prepare, says }) => {
    const folder = newFolder();
    prepare?.(folder);
    const before = readdirSync(folder);
    const ran = await remediate(open, ["--remediate", ...words], { folder });
    expect(ran.stderr).toMatch(says);
    expect([ran.code, ran.stdout, cloud?.calls, readdirSync(folder)]).toEqual([2, "", [], before]);
  });

  it("writes nothing when the organization can't be read", async () => {
    const ran = await remediate(open, ["--org", "--remediate"], {
      fault: ({ operation }) => (operation === "ListAccounts" ? { code: "AccessDeniedException" } : undefined),
    });
    expect([ran.code, ran.stdout, cloud?.writes()]).toEqual([3, "", []]);
  });
});
