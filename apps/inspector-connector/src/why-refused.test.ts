/** A comparison says what an upload of the same files would refuse, and of nothing else. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { type KdiManifest, type KdiScope, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { writeJournal } from "@plumbline/kenna-client/upload-journal";
import { identityOf } from "@plumbline/kenna-client/upload-manifest";
import { expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import type { UploadTarget } from "./last-uploaded.ts";
import { journalPathOf } from "./pending-upload.ts";
import { proveCovered } from "./prove-covered.ts";
import { exportName } from "./run-export.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const own = "111111111111";
const seven = { origin: "https://api.kennasecurity.com", connector: "7" };
const finding = {
  ...{ ...bodies.package, findingArn: `arn:aws:inspector2:eu-west-1:${own}:finding/1`, awsAccountId: own },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2, resources: [resources.instance] },
};
const ireland: KdiScope = { accounts: [own], regions: ["eu-west-1"] };
const virginia: KdiScope = { accounts: [own], regions: ["us-east-1"] };
const both: KdiScope = { accounts: [own], regions: ["eu-west-1", "us-east-1"] };

interface Row {
  readonly before: readonly KdiScope[];
  /** Where an upload looked that has not ended. */
  readonly pending?: KdiScope;
  readonly now: Partial<KdiManifest>;
  readonly findings?: readonly object[];
  readonly autoclose?: false;
  readonly words?: readonly string[];
  /** What the summary says of it, and what the upload does itself before it asks Kenna. */
  readonly refused?: { readonly reason: string; readonly unless?: string };
  readonly isCovered: boolean;
}
const beyond = (where: string) => ({
  reason: `only region eu-west-1 of account ${own} were looked at, and an upload before looked at ${where}, so that Kenna would close what is elsewhere`,
  unless: "--close-unseen agrees to what it closes",
});
const ofVirginia = beyond(`region us-east-1 of account ${own}, so also at region us-east-1`);
const noAsset = {
  reason: "no file names an asset, and Kenna closes by files alone, so that all would stay open",
  unless: "the connector never had a run",
};
const rows: Record<string, Row> = {
  "as much as before": { before: [ireland], now: { scope: ireland }, isCovered: true },
  "nothing was uploaded": { before: [], now: { scope: ireland }, isCovered: true },
  "less than before": {
    ...{ before: [both], now: { scope: ireland }, isCovered: false },
    refused: beyond(`region eu-west-1, us-east-1 of account ${own}, so also at region us-east-1`),
  },
  "less than before, autoclose off": { before: [both], now: { scope: ireland }, autoclose: false, isCovered: true },
  "less than before, of another connector": {
    ...{ before: [both], now: { scope: ireland }, words: ["--kenna-connector-id", "8"], isCovered: true },
  },
  "less than a partial upload": { before: [ireland, virginia], now: { scope: ireland }, refused: ofVirginia, isCovered: false },
  "less than an upload that has not ended": {
    ...{ before: [ireland], pending: virginia, now: { scope: ireland }, refused: ofVirginia, isCovered: false },
  },
  "less than the first upload, that has not ended": {
    ...{ before: [], pending: virginia, now: { scope: ireland }, refused: ofVirginia, isCovered: false },
  },
  "no asset, and less than before": {
    ...{ before: [both], now: { scope: ireland }, findings: [], isCovered: false },
    refused: noAsset,
  },
  "no asset": { before: [ireland], now: { scope: ireland }, findings: [], isCovered: true, refused: noAsset },
  "not everything": {
    ...{ before: [ireland], isCovered: true },
    now: { scope: ireland, complete: false, gaps: [{ account: own, region: "eu-west-1", reason: "denied" }] },
    refused: { reason: "not everything was looked at, so that Kenna would close what is there" },
  },
};
it.each(Object.entries(rows))(
  "%s",
  async (_, { before, pending, now, findings = [finding], autoclose = true, words = [], refused, isCovered }) => {
    const folder = newFolder();
    const place = join(folder, "output/aws_inspector");
    const run = (...more: string[]) => runWith(kdiCommand, more, { folder });
    const exported = async (some: readonly object[], more: Partial<KdiManifest>, closes: boolean) => {
      writeFileSync(join(folder, "saved.json"), JSON.stringify(some));
      expect((await run("export", "--findings", "saved.json", "--findings-complete", `skip_autoclose=${!closes}`)).code).toBe(0);
      const manifest = { ...(await readManifest(manifestPath(place, exportName))), ...more };
      writeFileSync(manifestPath(place, exportName), JSON.stringify(manifest));
      return manifest;
    };
    const held = async (scope: KdiScope, id: string) =>
      stageUploaded(
        place,
        await exported([{ ...finding, findingArn: `${finding.findingArn}${id}` }], { scope }, false),
        seven,
        new Date("2026-03-01T12:00:00Z"),
      );
    for (const [i, scope] of before.entries()) await (await held(scope, `${i}`)).keep();
    if (pending) {
      await held(pending, "9");
      const manifest = identityOf(await readManifest(manifestPath(place, exportName)));
      await writeJournal(journalPathOf(place), {
        format: "plumbline-kenna-upload-1",
        ...seven,
        manifest,
        dataFiles: {},
        step: "running",
        run: "1001",
      });
    }
    const manifest = await exported(findings, now, autoclose);
    const [summary] = linesOf((await run("diff", "--format", "json", ...words)).stdout) as { refused?: object }[];
    expect(summary?.refused).toEqual(refused);
    const { stdout } = await run("diff", ...words);
    const unless = refused?.unless ? `, unless ${refused.unless}` : "";
    if (refused) expect(stdout).toContain(`! an upload of them with autoclose on is refused${unless}: ${refused.reason}\n`);
    else expect(stdout).not.toContain("is refused");
    if (findings.length === 0) expect(stdout).not.toContain("or are closed by autoclose");
    const target: UploadTarget = words.length > 0 ? { ...seven, connector: "8" } : seven;
    const proven = await proveCovered(place, manifest, target).then(
      () => true,
      () => false,
    );
    expect(proven).toBe(isCovered);
  },
);
