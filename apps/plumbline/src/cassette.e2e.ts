import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPackedLines } from "@plumbline/run-store/cassette-file";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";
import { type World, world } from "./world.fixture.ts";

const accounts = ["777777777771", "777777777772"] as const;
const canary = "canary-of-an-external-id";
let here: World;
let file = "";
const recorded: Record<string, string> = {};
const ask = ["--external-id", canary];

beforeAll(async () => {
  here = world(emulatorUrl(), [...accounts]);
  await here.make();
  file = join(here.folder, "run.jsonl.zst");
  // Key ids are not kept as they are, so the findings of keys can't be the same bytes.
  const ran = await here.run([
    "scan",
    "--exclude-checks",
    "iam_user/access-key-unused",
    "--accounts",
    accounts.join(","),
    "--record",
    file,
    "--format",
    "json",
    ...ask,
  ]);
  expect(ran.code).toBe(1);
  Object.assign(recorded, runFiles(join(here.folder, "plumbline-output")), { stdout: ran.stdout });
});

function runFiles(output: string): Record<string, string> {
  const [run = ""] = readdirSync(output).filter((name) => /^\d{8}T/.test(name));
  const folder = join(output, run);
  return {
    run,
    ...Object.fromEntries(
      ["run.json", "summary.json", "findings.jsonl", "report.html"].map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    ),
  };
}

it("a replay without keys, endpoint and configuration gives the same bytes", async () => {
  const folder = newFolder();
  const ran = await plumbline(["scan", "--replay", file, "--format", "json"], { folder, environment: {} });
  expect([ran.code, ran.stderr]).toEqual([1, expect.not.stringContaining("plumbline scan:")]);
  expect({ ...runFiles(join(folder, "plumbline-output")), stdout: ran.stdout }).toEqual(recorded);
});

it("access keys are named by stand-ins, the same in every replay", async () => {
  const keys = join(here.folder, "keys.jsonl");
  const live = await here.run([
    "scan",
    "--checks",
    "iam_user/access-key-unused",
    "--accounts",
    accounts[0],
    "--record",
    keys,
    "--format",
    "jsonl",
    "--output",
    newFolder(),
  ]);
  const replays = await Promise.all([1, 2].map(() => plumbline(["scan", "--replay", keys, "--format", "jsonl"], { environment: {} })));
  expect(live.stdout).toMatch(/"subKey":"AKIA(?!REDACTED)/);
  expect(replays[0]?.stdout).toMatch(/"subKey":"AKIAREDACTED/);
  expect(replays[0]?.stdout.split("\n")).toHaveLength(live.stdout.split("\n").length);
  expect(replays[1]?.stdout).toBe(replays[0]?.stdout);
});

it("a replay at another clock judges anew, as a run of its own", async () => {
  const folder = newFolder();
  const ran = await plumbline(["scan", "--replay", file, "--format", "json", "--now", "2099-01-01T00:00:00Z"], { folder, environment: {} });
  expect(JSON.parse(ran.stdout).header.evaluatedAt).toBe("2099-01-01T00:00:00.000Z");
  expect(runFiles(join(folder, "plumbline-output"))["run"]).not.toBe(recorded["run"]);
});

it("a replay tells what was never recorded as unknown", async () => {
  const ran = await plumbline(
    ["scan", "--replay", file, "--checks", "region/config-enabled,s3_bucket/required-tags", "--config", config()],
    { environment: {} },
  );
  expect(ran.code).toBe(1);
  const other = await plumbline(["cis", "--replay", file, "--edition", "5.0.0", "--format", "json"], { environment: {} });
  expect(other.code).toBe(3);
});
function config(): string {
  const path = join(newFolder(), "own.yaml");
  writeFileSync(path, "settings: { s3_bucket/required-tags: { keys: [owner] } }\n");
  return path;
}

it("no secret is in it", async () => {
  const text = (await Array.fromAsync(readPackedLines(file))).join("\n");
  expect(text.length).toBeGreaterThan(10_000);
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/\b(AKIA|ASIA)(?!REDACTED)[A-Z0-9]{16}\b/);
});

const refused: Record<string, [words: () => string[], line: string]> = {
  "accounts of one's own": [() => ["scan", "--replay", file, "--accounts", accounts[0]], "--replay looks at the recording's own accounts"],
  "recording a replay": [() => ["scan", "--replay", file, "--record", "x"], "--record and --replay can't go together"],
  "going on with a run": [() => ["scan", "--replay", file, "--resume", "latest"], "--resume goes on with a run as it was begun"],
  "telling others": [() => ["scan", "--replay", file, "--notify"], "--notify"],
  "a file that is none": [() => ["scan", "--replay", join(import.meta.dirname, "run.ts")], "is no recording of a scan"],
};
it.each(Object.entries(refused))("refuses %s", async (_, [words, line]) => {
  const ran = await plumbline(words(), { environment: {} });
  expect([ran.code === 0 || ran.code === 1, ran.stdout]).toEqual([false, ""]);
  expect(ran.stderr).toContain(line);
});
