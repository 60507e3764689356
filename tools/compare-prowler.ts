import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlResults } from "@plumbline/finding-model/control-results";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { cisAnswers } from "@plumbline/testkit/cis-world/answers";
import { cisRegions, makeCisWorld } from "@plumbline/testkit/cis-world/make";
import { startEmulator } from "@plumbline/testkit/emulator";
import { startProxy } from "@plumbline/testkit/proxy";
import { compare, type Ours, staleReasons } from "./compare-prowler/compare.ts";
import { installProwler, prowlerVersion } from "./compare-prowler/install.ts";
import { reasons } from "./compare-prowler/reasons.ts";
import { runProwler } from "./compare-prowler/run-prowler.ts";
import { root } from "./gen/names.ts";
import { plumbline } from "./plumbline.ts";

/**
 * Our word on each control of CIS 1.5.0 beside Prowler's, on one account of the emulator with good and bad resources. Prints what both say
 * alike and each difference with its reason; a difference without a reason is a failure, and so is a
 * reason without its difference.
 */
const cacheFolder = process.env["PLUMBLINE_CACHE"] ?? join(root, ".cache");
const prowler = installProwler(cacheFolder);
const emulator = await startEmulator({ cacheFolder, environment: process.env, log: (line) => console.error(line) });
const proxy = await startProxy({ emulatorUrl: emulator.url, faults: cisAnswers({ now: new Date(), bad: true }) });
try {
  await makeCisWorld(emulator.url, { bad: true });
  const folder = mkdtempSync(join(tmpdir(), "plumbline-compare-"));
  const theirs = await runProwler(prowler, { edition: "1.5", endpoint: proxy.url, regions: cisRegions, folder: join(folder, "prowler") });
  await plumbline(["cis", "--edition", "1.5.0", "--endpoint-url", proxy.url, "--regions", cisRegions.join(",")], {
    folder,
    codes: [0, 1, 3],
  });
  const compared = compare(await oursIn(join(folder, "plumbline-output")), theirs, reasons);
  const different = compared.filter(({ agrees }) => !agrees);
  const stale = staleReasons(compared, reasons);
  const unexplained = different.filter(({ reason }) => reason === undefined);
  for (const { control, title, ours } of compared.filter(({ agrees }) => agrees)) console.log(`= ${control.padEnd(6)} ${title}: ${ours}`);
  for (const { control, title, ours, theirs: said, reason } of different)
    console.log(
      `\n# ${control.padEnd(6)} ${title}\n  ours:    ${ours}\n  Prowler: ${said}\n  ${reason?.why ?? "NO REASON IS WRITTEN DOWN"}`,
    );
  for (const { control, ours, theirs: said } of stale)
    console.log(`\n! ${control}: a reason for ${ours} and ${said}, which this run does not say`);
  console.log(
    `\nCIS 1.5.0, Prowler ${prowlerVersion}: ${compared.length} controls, ${compared.length - different.length} agree, ${different.length} differ, ${unexplained.length} of them without a reason, ${stale.length} reasons for nothing`,
  );
  process.exitCode = unexplained.length + stale.length > 0 ? 1 : 0;
} finally {
  await proxy.stop();
  await emulator.stop();
}

async function oursIn(output: string): Promise<Ours[]> {
  const report = await readRun(await findRun(output, undefined));
  const results = await controlResults(report);
  const findings = await Array.fromAsync(report.findings());
  return (report.header.benchmark?.controls ?? []).flatMap((control): Ours[] => {
    const result = results.find((one) => one.control === control.id);
    if (!result) return [];
    const of = (status: string) =>
      findings
        .filter(({ check, verdict }) => control.questions.includes(check) && verdict.status === status)
        .map(({ resource }) => (resource.id === "" ? resource.region : (resource.id.split(/[:/]/).at(-1) ?? resource.id)));
    return [
      {
        ...{ control: control.id, title: control.title, outcome: result.outcome, isManual: control.assessment === "manual" },
        ...{ failing: of("fail"), passing: of("pass") },
      },
    ];
  });
}
