/** An export of fewer regions than an upload before. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { type KdiManifest, type KdiScope, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { beforeAll, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { lastUploaded } from "./last-uploaded.ts";
import { partialUploads } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const own = "111111111111";
const all: KdiScope = { accounts: "all", regions: "all" };
const ireland: KdiScope = { accounts: "all", regions: ["eu-west-1"] };
const here = `arn:aws:inspector2:eu-west-1:${own}:finding/1`;

describe("an export of one region, after an upload of all", () => {
  const folder = newFolder();
  const place = join(folder, "output/aws_inspector");
  const run = (...words: string[]) => runWith(kdiCommand, words, { folder });
  const target = { origin: "https://api.kennasecurity.com", connector: "7" };
  const upload = async (findings: readonly object[], scope: KdiScope) => {
    writeFileSync(join(folder, "saved.json"), JSON.stringify(findings));
    expect((await run("export", "--findings", "saved.json", "--findings-complete")).code).toBe(0);
    const manifest: KdiManifest = { ...(await readManifest(manifestPath(place, exportName))), scope };
    writeFileSync(manifestPath(place, exportName), JSON.stringify(manifest));
    return async () => (await stageUploaded(place, manifest, target, new Date("2026-03-01T12:00:00Z"))).keep();
  };
  const finding = (findingArn: string, ec2: string) => ({
    ...{ ...bodies.package, findingArn, awsAccountId: own, status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2 },
    resources: [{ ...resources.instance, id: ec2 }],
  });
  const [ie, us] = [finding(here, "i-0000000000000000a"), finding(here.replace("eu-west-1", "us-east-1"), "i-0000000000000000b")];
  let keep: () => Promise<void>;
  beforeAll(async () => {
    await (await upload([ie, us], all))();
    keep = await upload([ie], ireland);
  });

  it("calls no asset of another region gone, and says so first", async () => {
    const ran = await run("diff");
    expect([ran.code, ran.stdout]).toEqual([
      0,
      expect.stringMatching(/^! only region eu-west-1 of all accounts were looked at.*\n.*0 gone, 1 not looked at\n/s),
    ]);
    const [summary] = linesOf((await run("diff", "--format", "json")).stdout);
    expect(summary).toMatchObject({ after: { scope: ireland }, assets: { gone: 0, unseen: 1 } });
  });

  it("with autoclose on is said to close what was not looked at, and to be refused", async () => {
    const path = manifestPath(place, exportName);
    const manifest = await readManifest(path);
    const file = join(place, "aws_inspector2-0001.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"skip_autoclose":true', '"skip_autoclose":false'));
    writeFileSync(path, JSON.stringify({ ...manifest, settings: { ...manifest.settings, skipAutoclose: false } }));
    const ran = await run("diff");
    writeFileSync(file, text);
    writeFileSync(path, JSON.stringify(manifest));
    expect([ran.code, manifest.scope]).toEqual([0, ireland]);
    expect(ran.stdout).toMatch(
      /\n! an upload of them with autoclose on is refused, unless --close-unseen agrees to what it closes: only region eu-west-1 of all/,
    );
    expect(ran.stdout).toContain(
      "2 before; in Kenna 1 to 2 (whether it reaches assets that no file names, Kenna's pages do not say) with autoclose, 2 without",
    );
    expect(ran.stdout).toMatch(/assets that were not looked at\n .*1 stay open, or are closed by autoclose\n/);
  });

  it("is what the next one is compared with once it is uploaded, and what it does not tell is noted", async () => {
    await keep();
    expect((await readManifest(manifestPath(lastUploaded(place), exportName))).scope).toEqual(ireland);
    expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: all, isReplaced: true }]);
    const { stdout, stderr } = await run("diff");
    expect(stdout).toContain("assets    1 before, 1 after: 0 new, 0 gone\n");
    expect(stderr).toMatch(
      /"warn".*what was uploaded until 2026-03-01T12:00:00.000Z tells of places that they do not: Kenna has that as it was/,
    );
    expect(stderr).not.toMatch(/partial upload|makes them whole/);
  });
});
