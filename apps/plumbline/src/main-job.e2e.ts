import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { required } from "@plumbline/auditors/required.fixture";
import { RecordedCall } from "@plumbline/aws-session/recording";
import { redact } from "@plumbline/aws-session/redact";
import { writers } from "@plumbline/changes/registry.generated";
import { sealPlan } from "@plumbline/cli/plan-file";
import { type ApiCall, Plan, type PlannedChange } from "@plumbline/finding-model/change";
import type { Finding } from "@plumbline/finding-model/finding";
import type { MadeResource } from "@plumbline/misconfiguration-maker/make";
import { readJournal } from "@plumbline/run-store/journal";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { day, expectedAt, factsOf, isIrreversible, nameOf, type World, world } from "./world.fixture.ts";

const url = emulatorUrl();
const instants = { now: 0, "+2 days": 2, "+101 days": 101 };
let here: World;
let began: number;
let made: MadeResource[];
/** Every kind of change that was made on the emulator. */
const kinds = new Set<string>();
const before = new Map<number, Set<string>>();

const later = (days: number) => ["--now", new Date(began + days * day + 60_000).toISOString()];
const isWrite = ({ service, operation }: RecordedCall) => service !== "sts" && !/^(Describe|Get|Head|List)/.test(operation);
/** A planned or recorded call as text: without what a recording leaves out, and without the checksum that the SDK adds. */
const callOf = ({ service, api = service, operation, input }: ApiCall & { api?: string | undefined }) =>
  `${api} ${operation} ${JSON.stringify(redact(input), (key, value) => (key === "ChecksumAlgorithm" ? undefined : value))}`;
const failing = (findings: readonly Finding[]) =>
  findings
    .filter(({ verdict }) => verdict.status === "fail")
    .map(nameOf)
    .sort();

beforeAll(async () => {
  here = world(url, ["131313131313", "242424242424"]);
  began = Date.now();
  for (const days of Object.values(instants)) before.set(days, new Set(failing((await here.scan(later(days))).findings)));
  made = await here.make();
});

describe("the main job, in two accounts and two regions", () => {
  it.each(Object.entries(instants))("finds all that was made and nothing else, %s", async (when, days) => {
    const { findings, ran, report } = await here.scan(later(days));
    const found = failing(findings).filter((name) => !before.get(days)?.has(name));
    const expected = expectedAt(made, days, here.accounts[1]);
    console.log(
      `${when}: ${made.length} resources made, ${expected.length} findings expected, ${found.length} found; ${before.get(days)?.size} failed before`,
    );
    expect(found).toEqual(expected);
    expect(findings.filter(({ verdict }) => verdict.status === "unknown")).toEqual([]);
    expect([ran.code, report.summary.coverage.filter(({ outcome }) => outcome !== "ok" && outcome !== "skipped")]).toEqual([1, []]);
  });

  it("applies what can be undone, undoes it, and applies the rest", async () => {
    const planFile = join(here.folder, "plan.json");
    const planned = await here.run(["plan", "--live", "--accounts", here.accounts.join(","), "--plan-file", planFile, ...later(101)]);
    expect([planned.code, planned.stderr]).toEqual([0, ""]);
    const plan = Plan.parse(JSON.parse(readFileSync(planFile, "utf8")));
    const irreversible = plan.changes.filter(isIrreversible);
    const reversible = plan.changes.filter((change) => !isIrreversible(change));
    expect(new Set(plan.changes.map(({ id }) => id)).size).toBe(plan.changes.length);
    for (const { change } of plan.changes) kinds.add(change);
    expect(
      plan.changes.filter(({ check, outcome }) => !required[check]?.after?.includes(outcome)).map(({ check, outcome }) => [check, outcome]),
    ).toEqual([]);
    const facts = await factsOf(url, plan.changes);

    const dry = await here.run(["apply", planFile]);
    expect(dry.stdout).toContain("Nothing was written");
    expect(await factsOf(url, plan.changes)).toEqual(facts);

    const braked = await here.run(["apply", planFile, "--apply", "--max-changes", "20", ...later(101)]);
    expect([braked.code, braked.stdout, braked.stderr]).toEqual([
      4,
      "",
      expect.stringMatching(/nothing was written: 1\d\d changes are more/),
    ]);

    const sent: string[] = [];
    const tape = { record: (line: string) => void sent.push(line) };
    const applied = await here.run(["apply", planFile, "--apply", ...later(101)], { tape });
    const writes = sent.map((line) => RecordedCall.parse(JSON.parse(line))).filter(isWrite);
    expect(writes.map(callOf).sort()).toEqual(reversible.flatMap(({ calls }) => calls.map(callOf)).sort());
    console.log(`${writes.length} calls were planned, and these and no others were sent`);
    const entries = await readJournal(join(here.folder, "plumbline-output/journal.jsonl"));
    const ended = (status: string) => entries.filter((entry) => entry.status === status).map(({ change }) => change.id);
    expect(
      entries.filter(({ status }) => status === "failed" || status === "drifted").map(({ change, reason }) => [change.change, reason]),
    ).toEqual([]);
    expect([ended("verified").sort(), applied.code]).toEqual([reversible.map(({ id }) => id).sort(), irreversible.length > 0 ? 4 : 0]);

    const after = await here.scan(later(101));
    const byFingerprint = new Map(after.findings.map((finding) => [finding.fingerprint, finding]));
    const state = ({ fingerprint }: PlannedChange) => {
      const finding = byFingerprint.get(fingerprint);
      return finding?.verdict.status === "fail" ? (finding.contained ? "contained" : "open") : "cured";
    };
    expect(
      reversible.filter((change) => state(change) !== change.outcome).map((change) => [change.check, change.outcome, state(change)]),
    ).toEqual([]);
    const ofOurs = after.findings.filter(({ contained }) => contained);
    expect(ofOurs.every(({ contained }) => contained?.change !== undefined)).toBe(true);

    const undone = await here.run(["undo", entries[0]?.run ?? "", "--apply"]);
    expect([undone.code, undone.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      `${reversible.length} changes: ${reversible.length} undone`,
    ]);
    const restored = await factsOf(url, plan.changes);
    for (const [key, value] of facts) expect(restored.get(key), key).toEqual(value);

    const forced = await here.run(["apply", planFile, "--apply", "--allow-irreversible", ...later(101)]);
    expect([forced.code, forced.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      `${plan.changes.length} changes: ${plan.changes.length} verified`,
    ]);
    const count = (outcome: string) => reversible.filter((change) => change.outcome === outcome).length;
    console.log(
      `${plan.changes.length} changes of ${new Set(plan.changes.map(({ change }) => change)).size} kinds: ${reversible.length} applied, verified (${count("cured")} cured, ${count("contained")} contained) and undone with the same facts; ${irreversible.length} irreversible ones refused, then made when told; ${plan.unplanned.length} findings without a plan`,
    );
  });

  it("makes the harsher changes when the settings and --allow-irreversible ask for them", async () => {
    const harsher = world(url, ["121212121212", "232323232323"], {
      "ec2/not-public-in-dev": { mode: "terminate" },
      "iam_user/console-mfa": { mode: "delete-login-profile" },
      "iam_user/access-key-unused": { mode: "delete" },
    });
    await harsher.make();
    const planFile = join(harsher.folder, "plan.json");
    const checks = "ec2/not-public-in-dev,iam_user/console-mfa,iam_user/access-key-unused";
    await harsher.run([
      "plan",
      "--live",
      "--accounts",
      harsher.accounts.join(","),
      "--checks",
      checks,
      "--plan-file",
      planFile,
      ...later(101),
    ]);
    const plan = Plan.parse(JSON.parse(readFileSync(planFile, "utf8")));
    const changes = plan.changes.filter(isIrreversible);
    writeFileSync(planFile, JSON.stringify(sealPlan({ ...plan, changes })));
    const refused = await harsher.run(["apply", planFile, "--apply", ...later(101)]);
    expect([refused.code, refused.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      4,
      `${changes.length} changes: ${changes.length} refused`,
    ]);
    const applied = await harsher.run(["apply", planFile, "--apply", "--allow-irreversible", ...later(101)]);
    expect([applied.code, applied.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      `${changes.length} changes: ${changes.length} verified`,
    ]);
    for (const { change } of changes) kinds.add(change);
    console.log(
      `${changes.length} harsher changes of ${new Set(changes.map(({ change }) => change)).size} kinds refused, then made when told`,
    );
  });

  it("every kind of change was made on the emulator, or has a stand-in", () => {
    const left = Object.keys(writers).filter((name) => !kinds.has(name) && !ofDecisions.includes(name));
    console.log(`kinds of changes: emulator ${kinds.size}, stand-in ${left.length} (${left.join(", ")})`);
    expect(left).toEqual(Object.keys(standIns));
  });
});

/** Kinds of changes that decisions about access make, and no check; apps/iam-auditor/src/revoke.e2e.ts makes them, and takes them back. */
const ofDecisions: readonly string[] = [
  ...["iam_group/attached-policies", "iam_group/inline-policies"],
  ...["iam_role/attached-policies", "iam_role/inline-policies", "iam_role/quarantine"],
  ...["iam_user/attached-policies", "iam_user/groups", "iam_user/inline-policies", "iam_user/quarantine"],
];

/** Kinds of changes that the emulator can't hold; their tests keep the state in a stand-in. docs/emulator.md names them. */
const standIns: Readonly<Record<string, string>> = {
  "ecs_task/stop": "the emulator gives tasks no public address",
  "lambda_function/unaddable-permissions": "the emulator has no call that makes such a statement",
};
