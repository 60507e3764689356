import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isGap } from "@plumbline/finding-model/coverage";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, member, openPolicy, own, type Rules, startCloud } from "./cloud.fixture.ts";
import { GlobalOptions } from "./global-options.ts";
import { newFolder, testIo } from "./io.fixture.ts";
import { type ScanOptions, scan } from "./scan.ts";

const places = [own, member].flatMap((account) => ["eu-west-1", "us-east-1"].map((region) => `${account}/${region}`));
const queues = Object.fromEntries(places.map((place) => [place, { open: openPolicy, closed: null }]));
const regions = { "eu-west-1": "opt-in-not-required", "us-east-1": "opt-in-not-required" };
const run = "20260301T120000000Z-000001";
const output = (folder: string) => join(folder, "plumbline-output");
const bytes = (folder: string) =>
  ["run.json", "findings.jsonl"].map((name) =>
    readFileSync(join(output(folder), run, name), "utf8").replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1"),
  );

/** A folder with a copy of another one's runs. */
const copyOf = (folder: string): string => {
  const copy = newFolder();
  if (existsSync(output(folder))) cpSync(output(folder), output(copy), { recursive: true });
  return copy;
};

const opened: Cloud[] = [];
afterAll(() => Promise.all(opened.map((cloud) => cloud.close())));
type Asked = Partial<Omit<ScanOptions, "global">> & { global?: Partial<GlobalOptions> };
async function scanIn(folder: string, options: Asked, rules: Rules = {}) {
  const cloud = await startCloud({ queues, regions, ...rules });
  opened.push(cloud);
  const global = GlobalOptions.parse({ endpointUrl: cloud.url, ...options.global });
  const done = await scan({ ...options, global }, testIo({ folder }).io);
  return { ...done, cloud };
}
const first: Asked = { checks: ["sqs/not-public"], global: { accounts: [own, member] } };

// What a crash leaves: the output folder as it was at each call of a scan.
const crashes: string[] = [];
let whole = "";
beforeAll(async () => {
  whole = newFolder();
  await scanIn(whole, first, {
    // One survey ends after the other.
    delay: ({ operation, account, region }) => (operation === "GetQueueAttributes" ? 40 * places.indexOf(`${account}/${region}`) : 0),
    fault: () => {
      const copy = copyOf(whole);
      if (existsSync(join(output(copy), run, "run.json"))) crashes.push(copy);
      return undefined;
    },
  });
});

describe("a scan that was broken off", () => {
  it("at any call, is whole after it was resumed, without a word on where to look", async () => {
    expect(crashes.length).toBeGreaterThan(8);
    const surveys = new Set<number>();
    for (const crash of crashes) {
      const folder = copyOf(crash);
      expect(existsSync(join(output(folder), run, "summary.json"))).toBe(false);
      const { report, cloud } = await scanIn(folder, { resume: run });
      expect(bytes(folder)).toEqual(bytes(whole));
      expect(report.summary.coverage.map(({ account, region }) => `${account}/${region}`).filter((_, i) => i % 2 === 0)).toEqual(places);
      surveys.add(cloud.count("ListQueues"));
    }
    // Some had done surveys already, and none was done again.
    expect([...surveys].sort()).toEqual(expect.arrayContaining([4]));
    expect(Math.min(...surveys)).toBeLessThan(4);
  }, 30_000);

  it("goes on with its own checks, settings, regions and clock", async () => {
    const folder = copyOf(crashes[0]!);
    const { report, cloud } = await scanIn(folder, { resume: run, global: { regions: ["all"] } });
    expect(report.header).toMatchObject({ evaluatedAt: "2026-03-01T12:00:00.000Z", checks: [{ id: "sqs/not-public" }] });
    expect(new Set(cloud.calls.filter(({ service }) => service === "sqs").map(({ account, region }) => `${account}/${region}`))).toEqual(
      new Set(places),
    );
    expect(cloud.count("DescribeRegions")).toBe(0);
  });
});

it("of two that resume one run at once the second is refused, and the first is whole", async () => {
  const folder = copyOf(crashes[0]!);
  let second: Promise<unknown> | undefined;
  const resumed = await scanIn(
    folder,
    { resume: run },
    {
      answer: ({ operation }) => {
        if (operation === "GetQueueAttributes") second ??= scanIn(folder, { resume: run }).catch((error: unknown) => error);
        return undefined;
      },
      delay: ({ operation }) => (operation === "GetQueueAttributes" ? 300 : 0),
    },
  );
  expect(await second).toMatchObject({
    ...{ name: "CommandError", exitCode: 4 },
    message: expect.stringMatching(new RegExp(`^run ${run}: another process \\(\\S+\\) goes on with it$`)),
  });
  expect([bytes(folder), resumed.report.summary.coverage.length]).toEqual([bytes(whole), 8]);
});

it("a resumed scan signs in where the run did, such as in another partition", async () => {
  const folder = newFolder();
  const fault: Rules["fault"] = ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined);
  await scanIn(folder, { checks: ["sqs/not-public"], global: { accounts: [member], regions: ["eu-west-1"] } }, { fault });
  const { cloud } = await scanIn(folder, { resume: run });
  expect(new Set(cloud.calls.map(({ region }) => region))).toEqual(new Set(["eu-west-1"]));
});

describe("a scan that ended with gaps", () => {
  const faults: Record<string, { fault: Rules["fault"]; again: string[] }> = {
    "because an account's role was refused": {
      fault: ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined),
      again: places.slice(2),
    },
    "because one listing was denied": {
      fault: ({ operation, account, region }) =>
        operation === "ListQueues" && `${account}/${region}` === places[1] ? { code: "AccessDeniedException" } : undefined,
      again: [places[1]!],
    },
    "because one queue was denied": {
      fault: ({ operation, account, region, input }) =>
        operation === "GetQueueAttributes" && `${account}/${region}` === places[3] && String(input["QueueUrl"]).endsWith("open")
          ? { code: "AccessDeniedException" }
          : undefined,
      again: [places[3]!],
    },
  };
  it.each(Object.entries(faults))("%s: is whole after it was resumed, and asks only for what is missing", async (_, { fault, again }) => {
    const folder = newFolder();
    const broken = await scanIn(folder, first, fault ? { fault } : {});
    expect(broken.report.summary.coverage.some(isGap)).toBe(true);
    const { report, cloud } = await scanIn(folder, { resume: run });
    expect(bytes(folder)).toEqual(bytes(whole));
    expect(report.summary.coverage.filter(isGap)).toEqual([]);
    expect(report.summary.coverage.map(({ region }) => region)).not.toContain("*");
    expect(
      [...new Set(cloud.calls.filter(({ service }) => service === "sqs").map(({ account, region }) => `${account}/${region}`))].sort(),
    ).toEqual(again);
    expect(readdirSync(join(output(folder), run)).sort()).toEqual(["findings.jsonl", "run.json", "summary.json"]);
  });

  it("because an account's role was refused, and still is: its cells are in the ledger once", async () => {
    const fault: Rules["fault"] = ({ operation }) => (operation === "AssumeRole" ? { code: "AccessDenied", status: 403 } : undefined);
    const folder = newFolder();
    await scanIn(folder, first, { fault });
    const { report } = await scanIn(folder, { resume: run }, { fault });
    expect(
      report.summary.coverage.filter(({ account }) => account === member).map(({ region, aspect, outcome }) => [region, aspect, outcome]),
    ).toEqual([
      ["*", "list", "denied"],
      ["*", "policy", "skipped"],
    ]);
  });
});

describe("a scan is not resumed", () => {
  let folder = "";
  afterEach(() => rmSync(folder, { recursive: true }));
  const rows: Record<string, { options: Asked; error: object; prepare?: (path: string) => void }> = {
    "when it is finished": { options: { resume: run }, error: { code: "finished", message: `run ${run} is finished and has no gap` } },
    "when it is not there": { options: { resume: "r9" }, error: { code: "missing" } },
    "when it was made for AWS": {
      options: { resume: run, global: { endpointUrl: undefined } },
      error: { exitCode: 2, message: expect.stringMatching(/was made for http:.*, not for AWS$/) },
      prepare: (path) => rmSync(join(path, "summary.json")),
    },
    "with accounts": {
      options: { resume: run, global: { accounts: [own] } },
      error: { exitCode: 2, message: "--resume goes on with the run's own accounts and regions" },
    },
    "with regions": { options: { resume: run, global: { regions: ["eu-west-1"] } }, error: { exitCode: 2 } },
    "with an organization": { options: { resume: run, global: { org: true } }, error: { exitCode: 2 } },
    "with other tags": {
      options: { resume: run, tags: { a: "b" } },
      error: { exitCode: 2, hint: "leave --tags out" },
      prepare: (path) => rmSync(join(path, "summary.json")),
    },
    "when its header is damaged": {
      options: { resume: run },
      error: { code: "missing" },
      prepare: (path) => {
        rmSync(join(path, "run.json"));
        mkdirSync(join(path, "other"));
      },
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { options, error, prepare }) => {
    folder = copyOf(whole);
    prepare?.(join(output(folder), run));
    await expect(scanIn(folder, options)).rejects.toMatchObject(error);
    expect(opened.at(-1)?.calls).toEqual([]);
  });
});
