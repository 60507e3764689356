import { join } from "node:path";
import { isGap } from "@plumbline/finding-model/coverage";
import type { Finding } from "@plumbline/finding-model/finding";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { accessDenied, assumeRoleRefused, type Faults, scpDenied } from "@plumbline/testkit/faults";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { plumbline } from "./harness.fixture.ts";
import { regions, type World, world } from "./world.fixture.ts";

const [open, refused] = ["777777777777", "888888888888"] as const;
let here: World;
let complete: Finding[];
let proxy: EmulatorProxy | undefined;

beforeAll(async () => {
  here = world(emulatorUrl(), [open, refused]);
  await here.make();
  complete = (await here.scan()).findings;
});
afterEach(() => proxy?.stop());

/** Scans through a stand-in that refuses what the emulator would allow. */
async function scanThrough(faults: Faults, words: readonly string[] = ["--regions", regions.join(",")]) {
  proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults });
  const ran = await plumbline(["scan", "--accounts", `${open},${refused}`, "--endpoint-url", proxy.url, ...words], { folder: here.folder });
  const report = await readRun(await findRun(join(here.folder, "plumbline-output"), undefined));
  const findings: Finding[] = [];
  for await (const finding of report.findings()) findings.push(finding);
  return { ran, report, findings, gaps: report.summary.coverage.filter(isGap) };
}
// The emulator's queue URLs hold the port that was asked, so that ids are compared without it.
const comparable = (findings: readonly Finding[], account: string) =>
  findings
    .filter(({ resource }) => resource.account === account)
    .map(({ check, resource, verdict }) => [check, resource.region, resource.id.replace(/:\d+\//, "/"), verdict.status]);

const rows: Record<string, { faults: Faults; cause: string }> = {
  "its role can't be assumed": { faults: assumeRoleRefused(refused), cause: "denied" },
  "a service control policy forbids to assume its role": {
    faults: (call) => (call.operation === "AssumeRole" && JSON.stringify(call).includes(refused) ? scpDenied(call) : undefined),
    cause: "scp-denied",
  },
  "a service control policy forbids every call in it": {
    faults: (call) => (call.account === refused ? scpDenied(call) : undefined),
    cause: "scp-denied",
  },
  "every call in it is denied": { faults: (call) => (call.account === refused ? accessDenied(call) : undefined), cause: "denied" },
};

describe("one account of two is refused", () => {
  it.each(Object.entries(rows))("%s", async (_, { faults, cause }) => {
    const { ran, report, findings, gaps } = await scanThrough(faults);
    expect(ran.code).toBe(3);
    expect(new Set(gaps.map(({ account }) => account))).toEqual(new Set([refused]));
    const listed = report.summary.coverage
      .filter(({ account, aspect }) => account === open && aspect === "list")
      .map(({ region, type }) => `${region} ${type}`);
    const cells = report.summary.coverage.filter(({ account, aspect }) => account === refused && aspect === "list");
    expect(cells.map(({ region, type }) => `${region} ${type}`)).toEqual(listed);
    // A type whose listing asks AWS nothing (account, region) ends well even there; its aspects do not.
    for (const cell of cells)
      expect(cell.outcome === "ok" ? "ok" : cell.outcome, `${cell.type} in ${cell.region}`).toMatch(new RegExp(`^(${cause}|ok)$`));
    expect(cells.some(({ outcome }) => outcome === cause)).toBe(true);
    expect(comparable(findings, open)).toEqual(comparable(complete, open));
    expect(findings.filter(({ resource, verdict }) => resource.account === refused && verdict.status === "pass")).toEqual([]);
    console.log(`${gaps.length} gaps, all of ${refused}; ${comparable(findings, open).length} findings of ${open} complete`);
  });

  it("with all regions asked for, the account's cells are still named", async () => {
    const { ran, gaps, report } = await scanThrough(assumeRoleRefused(refused), ["--checks", "sqs/not-public"]);
    expect([ran.code, gaps.map(({ account, region, type, aspect, outcome }) => [account, region, type, aspect, outcome])]).toEqual([
      3,
      [[refused, "*", "sqs", "list", "denied"]],
    ]);
    expect(ran.stdout).toContain(refused);
    expect(report.header.accounts.map(({ id }) => id)).toEqual([open, refused]);
    expect(report.summary.coverage.filter(({ outcome }) => outcome === "region-disabled").map(({ account }) => account)).toContain(open);
  });

  it("a resumed run does only what is missing, and ends complete", async () => {
    const broken = await scanThrough(assumeRoleRefused(refused), ["--regions", regions.join(","), "--checks", "sqs/not-public"]);
    expect(broken.ran.code).toBe(3);
    await proxy?.stop();
    const resumed = await plumbline(["scan", "--resume", broken.report.header.id, "--endpoint-url", emulatorUrl()], {
      folder: here.folder,
    });
    const report = await readRun(join(here.folder, "plumbline-output", broken.report.header.id));
    expect([resumed.code, report.summary.coverage.filter(isGap)]).toEqual([1, []]);
    expect(report.summary.counts.fail).toBe(
      complete.filter(({ check, verdict }) => check === "sqs/not-public" && verdict.status === "fail").length,
    );
  });
});
