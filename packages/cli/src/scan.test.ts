import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { terminal } from "@plumbline/reports/terminal";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, member, openPolicy, own, queueUrl, type Rules, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { exitCodeOf, type ScanOptions, scan, toTagFilter } from "./scan.ts";

let cloud: Cloud | undefined;
afterEach(() => cloud?.close());

const queues = {
  [`${own}/eu-west-1`]: { open: openPolicy, closed: null },
  [`${own}/us-east-1`]: { open: openPolicy },
  [`${member}/eu-west-1`]: { closed: null },
};
const regions = { "eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required" };

async function run(
  options: Partial<Omit<ScanOptions, "global">> & { global?: Partial<GlobalOptions> } = {},
  rules: Rules = {},
  folder = newFolder(),
) {
  cloud = await startCloud({ queues, regions, ...rules });
  const { io, stdout, stderr } = testIo({ folder });
  const global = GlobalOptions.parse({ endpointUrl: cloud.url, accounts: [own, member], ...options.global });
  const done = await scan({ checks: ["sqs/not-public"], ...options, global }, io);
  const findings = await Array.fromAsync(done.report.findings());
  return { ...done, findings, stdout: stdout(), stderr: stderr() };
}
const shown = (findings: readonly Finding[]) =>
  findings.map(({ resource, verdict }) => `${resource.account} ${resource.region} ${resource.id.split("/").at(-1)} ${verdict.status}`);
const all = [`${own} eu-west-1 closed pass`, `${own} eu-west-1 open fail`, `${own} us-east-1 open fail`, `${member} eu-west-1 closed pass`];

describe("a scan", () => {
  it("keeps the run in a folder of its own below the output folder, and nothing else", async () => {
    const { folder, findings, report, stdout } = await run();
    expect(shown(findings)).toEqual(all);
    expect(folder).toMatch(/plumbline-output\/20260301T120000000Z-000001$/);
    expect([readdirSync(folder).sort(), readdirSync(join(folder, ".."))]).toEqual([
      ["findings.jsonl", "run.json", "summary.json"],
      ["20260301T120000000Z-000001"],
    ]);
    expect(report.header).toMatchObject({
      evaluatedAt: "2026-03-01T12:00:00.000Z",
      regionsAsked: ["all"],
      knownAccounts: [own, member],
      endpoint: cloud?.url,
    });
    expect(report.header.checks).toMatchObject([{ id: "sqs/not-public", references: ["FSBP SQS.3"] }]);
    expect(report.header.accounts).toEqual([own, member].map((id) => ({ id, regions: ["eu-west-1", "us-east-1"] })));
    expect([report.summary.coverage.filter(isGap), report.summary.calls["sqs"], stdout]).toEqual([
      [],
      { ListQueues: 4, GetQueueAttributes: 4 },
      "",
    ]);
    expect(cloud?.writes()).toEqual([]);
  });

  it("has the same bytes, however long each answer takes", async () => {
    const bytes = async (delays: readonly number[]) => {
      let i = 0;
      const { folder } = await run({}, { delay: () => delays[i++ % delays.length] ?? 0 });
      await cloud?.close();
      return ["findings.jsonl", "summary.json"].map((name) => readFileSync(join(folder, name), "utf8"));
    };
    const first = await bytes([0]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }), async (delays) => {
        expect(await bytes(delays)).toEqual(first);
      }),
      { numRuns: 8 },
    );
  }, 30_000);

  it("judges as of the instant that is given", async () => {
    const { report } = await run({ now: new Date("2027-01-01T00:00:00Z") });
    expect(report.header).toMatchObject({ evaluatedAt: "2027-01-01T00:00:00.000Z", startedAt: "2026-03-01T12:00:00.000Z" });
  });

  it("looks only at resources with the tags asked for, and says so in its header", async () => {
    const tags = { [queueUrl(own, "eu-west-1", "open")]: { team: "a", x: "" } };
    const { findings, report } = await run({ tags: { team: "a" } }, { tags });
    expect([shown(findings), report.header]).toEqual([[all[1]], expect.objectContaining({ tags: { team: "a" } })]);
  });

  it("marks what is excepted and what a journaled change contains or not", async () => {
    const folder = newFolder();
    writeFileSync(
      join(folder, "plumbline.yaml"),
      "exceptions:\n  - { resource: '*/open', region: us-east-1, reason: planned, owner: anna, expires: 2026-03-01 }\n",
    );
    const { findings, report } = await run({}, {}, folder);
    expect(findings.filter(({ exception }) => exception).map(({ resource }) => resource.region)).toEqual(["us-east-1"]);
    expect(report.summary).toMatchObject({ counts: { fail: 2, excepted: 1 }, failBySeverity: { high: 1 } });
  });

  const soon = "expires in 9 days: its findings return on the day after 2026-03-10";
  const noted: Record<string, { entry: string; options?: Parameters<typeof run>[0]; rules?: Rules; note?: string; findings?: number }> = {
    "far from its end": { entry: "resource: '*/open', expires: 2026-12-31", findings: 2 },
    "that ends soon": { entry: "resource: '*/open', expires: 2026-03-10", note: soon, findings: 2 },
    "that is over": { entry: "resource: '*/open', expires: 2026-02-28", note: "expired on 2026-02-28: its findings have returned" },
    "that covers nothing": { entry: "resource: '*/opne', expires: 2026-12-31", note: "covers no failing finding of this run" },
    "that covers only what passes": { entry: "resource: '*/closed', expires: 2026-12-31", note: "covers no failing finding of this run" },
    "of checks that did not run": { entry: "type: s3_bucket, expires: 2026-12-31" },
    "of checks of which not all ran": {
      entry: "type: [s3_bucket, sqs], region: eu-west-3, expires: 2026-12-31",
      rules: { regions: { ...regions, "eu-west-3": "not-opted-in" } },
    },
    "that covers nothing, in a run of some regions": {
      entry: "resource: '*/opne', expires: 2026-12-31",
      options: { global: { regions: ["eu-west-1"] } },
    },
    "that covers nothing of the regions that were named": {
      entry: "resource: '*/opne', region: eu-west-1, expires: 2026-12-31",
      options: { global: { regions: ["eu-west-1"] } },
      note: "covers no failing finding of this run",
    },
    "that covers nothing, in a run of some tags": { entry: "resource: '*/opne', expires: 2026-12-31", options: { tags: { team: "a" } } },
    "that covers nothing, in an incomplete run": {
      entry: "resource: '*/opne', expires: 2026-12-31",
      rules: {
        fault: ({ operation, account }) => (operation === "ListQueues" && account === member ? { code: "AccessDenied" } : undefined),
      },
    },
  };
  it.each(Object.entries(noted))("tells of an exception %s", async (_, { entry, options, rules, note, findings: used = 0 }) => {
    const folder = newFolder();
    const checks = entry.includes("resource") ? "check: sqs/not-public, " : "";
    writeFileSync(join(folder, "plumbline.yaml"), `exceptions: [{ ${checks}${entry}, reason: planned, owner: anna }]\n`);
    const { stderr, report } = await run(options, rules, folder);
    expect(report.summary.exceptions).toEqual([expect.objectContaining({ owner: "anna", findings: used })]);
    const printed = (await Array.fromAsync(terminal(report))).join("").replaceAll(/\s+/g, " ");
    expect([stderr.includes("exception of"), printed.includes("exception of")]).toEqual(Array(2).fill(note !== undefined));
    if (note !== undefined) expect([stderr, printed]).toEqual([expect.stringContaining(note), expect.stringContaining(note)]);
  });

  it("reads tags where an exception asks for them, and leaves alone what it could not read", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), "exceptions: [{ tag: keep=yes, reason: planned, owner: anna, expires: 2026-12-31 }]\n");
    const tags = { [queueUrl(own, "eu-west-1", "open")]: { keep: "yes" } };
    const fault: Rules["fault"] = ({ operation, region }) =>
      operation === "ListQueueTags" && region === "us-east-1" ? { code: "AccessDenied" } : undefined;
    const { findings, report } = await run({}, { tags, fault }, folder);
    const failing = findings.filter(({ verdict }) => verdict.status === "fail");
    expect(failing.map(({ exception }) => [exception?.owner, exception?.unproven?.slice(0, 29)])).toEqual([
      ["anna", undefined],
      ["anna", "its tags could not be read: s"],
    ]);
    expect(report.summary).toMatchObject({ counts: { excepted: 1 }, failBySeverity: { high: 1 } });
    expect(exitCodeOf(report, "low")).toBe(3);
  });

  it("asks no tags when no exception by tag is in force", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), "exceptions: [{ tag: keep=yes, reason: planned, owner: anna, expires: 2026-02-28 }]\n");
    await run({}, {}, folder);
    expect(cloud?.count("ListQueueTags")).toBe(0);
  });

  it("refuses an exception of an account that nobody knows, before it looks at anything", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), "exceptions: [{ account: 999999999999, reason: r, owner: o, expires: 2026-12-31 }]\n");
    await expect(run({}, {}, folder)).rejects.toMatchObject({ exitCode: 2, message: "an exception is of an unknown account 999999999999" });
    expect([cloud?.count("ListQueues"), readdirSync(folder)]).toEqual([0, ["plumbline.yaml"]]);
  });

  it("refuses an exception of a misspelt region, before it looks at anything", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "plumbline.yaml"), "exceptions: [{ region: us-est-1, reason: r, owner: o, expires: 2026-12-31 }]\n");
    const message = "an exception is of an unknown region us-est-1";
    await expect(run({}, {}, folder)).rejects.toMatchObject({ exitCode: 2, message, hint: "did you mean us-east-1?" });
    expect([cloud?.count("ListQueues"), readdirSync(folder)]).toEqual([0, ["plumbline.yaml"]]);
  });

  it("names the accounts that it leaves out, and asks nothing of them", async () => {
    const members = [
      { Id: own, Status: "ACTIVE" },
      { Id: member, Status: "SUSPENDED" },
    ];
    const { stderr, findings } = await run({ global: { accounts: undefined, org: true } }, { members });
    expect(stderr).toContain(`"message":"account ${member} is left out: it is suspended"`);
    expect([shown(findings), cloud?.calls.filter(({ account }) => account === member)]).toEqual([all.slice(0, 3), []]);
  });
});

describe("nothing is asked of AWS when", () => {
  const rows: Record<string, { options: Parameters<typeof run>[0]; prepare?: (folder: string) => void; error: object }> = {
    "the configuration is invalid": {
      options: {},
      prepare: (folder) => writeFileSync(join(folder, "plumbline.yaml"), "exceptions: 1"),
      error: { exitCode: 2 },
    },
    "a setting is not known": {
      options: {},
      prepare: (folder) => writeFileSync(join(folder, "plumbline.yaml"), "settings: { sqs/not-public: { days: 1 } }"),
      error: { name: "SettingsError" },
    },
    "a check is not known": { options: { checks: ["sqs/x"] }, error: { exitCode: 2 } },
    "the output folder is a file": {
      options: {},
      prepare: (folder) => writeFileSync(join(folder, "plumbline-output"), ""),
      error: { name: "StoreError", code: "unwritable" },
    },
    "the output folder takes nothing": {
      options: { global: { output: "/proc/plumbline" } },
      error: { name: "StoreError", code: "unwritable" },
    },
    "the run to go on with is not there": {
      options: { resume: "r9", global: { accounts: undefined } },
      error: { name: "StoreError", code: "missing" },
    },
    "a region is none": { options: { global: { regions: ["eu-west-1", "nowhere"] } }, error: { exitCode: 2 } },
  };
  it.each(Object.entries(rows))("%s", async (_, { options, prepare, error }) => {
    const folder = newFolder();
    prepare?.(folder);
    const before = readdirSync(folder, { recursive: true });
    await expect(run(options, {}, folder)).rejects.toMatchObject(error);
    expect([cloud?.calls, readdirSync(folder, { recursive: true })]).toEqual([[], before]);
  });

  it("the journal is broken, nothing is half-written", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "plumbline-output"));
    writeFileSync(join(folder, "plumbline-output", "journal.jsonl"), "{}\n{}\n");
    await expect(run({}, {}, folder)).rejects.toMatchObject({ code: "broken", message: expect.stringContaining("journal.jsonl line 1") });
    expect(readdirSync(join(folder, "plumbline-output"))).not.toContain("summary.json");
  });
});

const off: Rules["fault"] = ({ operation, region }) =>
  operation === "ListQueues" && region === "us-east-1" ? { code: "OptInRequired", status: 403 } : undefined;
const denied: Rules["fault"] = ({ operation, input }) =>
  operation === "GetQueueAttributes" && String(input["QueueUrl"]).endsWith("closed") ? { code: "AccessDeniedException" } : undefined;
const lost: Rules["fault"] = ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined);
const gone: Rules["fault"] = ({ operation }) =>
  operation === "GetQueueAttributes" ? { code: "AWS.SimpleQueueService.NonExistentQueue" } : undefined;
const gaps: Record<string, { fault: Rules["fault"]; regions?: string[]; gaps: string[]; unknown: number; code: number }> = {
  "a region that nobody named is off": { fault: off, gaps: [], unknown: 0, code: 1 },
  "a region that was named is off": {
    fault: off,
    regions: ["eu-west-1", "us-east-1"],
    gaps: [`${own} us-east-1 list region-disabled`, `${member} us-east-1 list region-disabled`],
    unknown: 2,
    code: 3,
  },
  "an aspect is denied": {
    fault: denied,
    gaps: [`${own} eu-west-1 policy denied`, `${member} eu-west-1 policy denied`],
    unknown: 2,
    code: 3,
  },
  "an account's role can't be assumed": { fault: lost, gaps: [`${member} * list denied`], unknown: 0, code: 3 },
  "queues are deleted meanwhile": { fault: gone, gaps: [], unknown: 0, code: 0 },
};
describe("the ledger of a scan where", () => {
  it.each(Object.entries(gaps))("%s", async (_, { fault, regions = ["all"], gaps, unknown, code }) => {
    const { report, findings } = await run({ global: { regions } }, fault ? { fault } : {});
    const { coverage, counts } = report.summary;
    expect(coverage.filter(isGap).map(({ account, region, aspect, outcome }) => `${account} ${region} ${aspect} ${outcome}`)).toEqual(gaps);
    expect([counts.unknown, exitCodeOf(report, "low")]).toEqual([unknown, code]);
    const cells = coverage.map(({ account, region, type, aspect }) => `${account} ${region} ${type} ${aspect}`);
    expect(new Set(cells).size).toBe(cells.length);
    expect(findings.every(({ verdict, resource }) => verdict.status !== "pass" || resource.id !== "*")).toBe(true);
  });
});

const tags: Record<string, { parts: string[]; filter?: object; says?: string }> = {
  none: { parts: [], filter: {} },
  some: { parts: ["a=b", "c=d"], filter: { a: "b", c: "d" } },
  "an empty value": { parts: ["a="], filter: { a: "" } },
  "a value with the sign": { parts: ["a=b=c="], filter: { a: "b=c=" } },
  "no value": { parts: ["a"], says: "--tags: a is not of the form key=value" },
  "no key": { parts: ["=b"], says: "--tags: =b is not of the form key=value" },
};
it.each(Object.entries(tags))("toTagFilter of %s", (_, { parts, filter, says }) => {
  if (says) expect(() => toTagFilter(parts)).toThrow(says);
  else expect(toTagFilter(parts)).toEqual(filter);
});
