import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cisEditions } from "@plumbline/auditors/benchmarks/cis/registry";
import type { ControlOutcome } from "@plumbline/finding-model/benchmark";
import { controlResults } from "@plumbline/finding-model/control-results";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { cisAnswers } from "@plumbline/testkit/cis-world/answers";
import { cisRegions, makeCisWorld } from "@plumbline/testkit/cis-world/make";
import { type EmulatorProxy, startProxy } from "@plumbline/testkit/proxy";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newFolder, plumbline } from "./harness.fixture.ts";

const account = "888888888882";
let proxy: EmulatorProxy;
beforeAll(async () => {
  await makeCisWorld(emulatorUrl(), { bad: true, account });
  proxy = await startProxy({ emulatorUrl: emulatorUrl(), faults: cisAnswers({ now: new Date(), bad: true }) });
}, 300_000);
afterAll(() => proxy?.stop());

async function cis(...words: string[]) {
  const folder = newFolder();
  const regions = words.includes("--regions") ? [] : ["--regions", cisRegions.join(",")];
  const where = ["--accounts", account, ...regions, "--endpoint-url", proxy.url];
  const ran = await plumbline(["cis", ...words, ...where], { folder });
  const report = await readRun(await findRun(join(folder, "plumbline-output"), undefined));
  const outcomes = Object.fromEntries((await controlResults(report)).map(({ control, outcome }) => [control, outcome]));
  return { ran, report, outcomes };
}

/** What 1.3.0 says of the account: what is bad in it fails, all else passes, and a person has to answer the rest. */
const fails = [
  ...["1.10", "1.12", "1.13", "1.14", "1.15", "1.16", "1.19", "1.20"],
  ...["3.2", "3.4", "3.6", "3.7", "3.8", "3.9", "4.11", "4.14", "5.1", "5.2", "5.3"],
];
const manual = ["1.1", "1.2", "1.3", "1.11", "1.18", "1.22", "2.1.1", "2.1.2", "2.2.1", "5.4"];

describe("an account with good and bad resources", () => {
  it("fails what is bad in it, in 1.3.0", async () => {
    const { ran, report, outcomes } = await cis("--edition", "1.3.0");
    const of = (outcome: ControlOutcome) => Object.keys(outcomes).filter((id) => outcomes[id] === outcome);
    expect([ran.code, of("fail"), of("manual"), of("unknown"), of("not-applicable")]).toEqual([1, fails, manual, [], []]);
    expect(of("pass")).toHaveLength(55 - fails.length - manual.length);
    // The report is made once, and fetched once for all users and the root user.
    expect(report.summary.calls["iam"]).toMatchObject({ GetCredentialReport: 1, ListUsers: 1, GetAccountSummary: 1 });
    expect(report.summary.calls["iam"]?.["GenerateCredentialReport"]).toBeLessThanOrEqual(2);
  });

  it.each(cisEditions)("answers edition %s without a gap, but for what the emulator lacks", async (edition) => {
    const { ran, outcomes, report } = await cis("--edition", edition, "--format", "json");
    const counts = Object.groupBy(Object.values(outcomes), (outcome) => outcome);
    console.log(
      `${edition}: ${Object.entries(counts)
        .map(([outcome, all]) => `${all?.length} ${outcome}`)
        .join(", ")}`,
    );
    expect(Object.values(outcomes)).not.toContain("unknown");
    expect(ran.code).toBe(report.summary.counts.unknown > 0 ? 3 : 1);
  });

  it("a person's word answers a manual control until its day, and no automated one", async () => {
    const folder = newFolder();
    const entry = { outcome: "pass", by: "owner@example.com", on: "2026-01-01", note: "seen" };
    const file = join(folder, "attestations.json");
    const attestations = [
      { ...entry, control: "1.1", until: "2026-06-30" },
      { ...entry, control: "1.3", until: "2026-01-31" },
    ];
    writeFileSync(file, JSON.stringify({ edition: "1.3.0", attestations }));
    const words = ["--controls", "1.1,1.2,1.3", "--now", "2026-03-01T00:00:00Z"];
    const { ran, outcomes } = await cis(...words, "--attestations", file);
    expect([ran.code, outcomes]).toEqual([0, { "1.1": "pass", "1.2": "manual", "1.3": "manual" }]);
    expect(ran.stdout).toContain("attested by owner@example.com on 2026-01-01");
    expect(ran.stdout).toContain("the attestation by owner@example.com ended on 2026-01-31");
  });

  it("a trail of all regions is read at its home, whichever regions are named; what one region may have is not said of the others", async () => {
    const { outcomes } = await cis("--controls", "3.1,3.5,4.1", "--regions", "eu-west-1");
    expect(outcomes).toEqual({ "3.1": "pass", "3.5": "unknown", "4.1": "pass" });
  });

  it("a control that no check helps with is asked for alone", async () => {
    const { ran, outcomes } = await cis("--controls", "1.3");
    expect([ran.code, outcomes]).toEqual([0, { "1.3": "manual" }]);
  });
});
