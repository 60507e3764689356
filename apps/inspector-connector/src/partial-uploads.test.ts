/** What a partial upload leaves of the files that are kept: all of them, and a note. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, runWith } from "@plumbline/cli/io.fixture";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { type KdiManifest, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { lastUploaded } from "./last-uploaded.ts";
import { leftOpen, leftOpenText } from "./left-open.ts";
import { partialUploads } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const seven = { origin: "https://api.kennasecurity.com", connector: "7" };
const eight = { ...seven, connector: "8" };
const at = new Date("2026-03-01T12:00:00Z");
const finding = (id: string, ec2: string) => ({
  ...{ ...bodies.package, findingArn: `arn:aws:inspector2:eu-west-1:111111111111:finding/${id}`, awsAccountId: "111111111111" },
  ...{ status: "ACTIVE", severity: "HIGH", firstObservedAt: 1, lastObservedAt: 2, resources: [{ ...resources.instance, id: ec2 }] },
});
const [one, other] = [finding("a", "i-0000000000000000a"), finding("b", "i-0000000000000000b")];

/** A folder, and what exports and uploads there. */
function makePlace() {
  const folder = newFolder();
  const place = join(folder, "output/aws_inspector");
  const run = (...words: string[]) => runWith(kdiCommand, words, { folder });
  const manifestOf = () => readManifest(manifestPath(place, exportName));
  const exported = async (findings: readonly object[], more: Partial<KdiManifest> = {}) => {
    writeFileSync(join(folder, "saved.json"), JSON.stringify(findings));
    expect((await run("export", "--findings", "saved.json", "--findings-complete")).code).toBe(0);
    const manifest = { ...(await manifestOf()), ...more };
    writeFileSync(manifestPath(place, exportName), JSON.stringify(manifest));
    return manifest;
  };
  const uploaded = async (findings: readonly object[], more: Partial<KdiManifest> = {}, target = seven) =>
    (await stageUploaded(place, await exported(findings, more), target, at)).keep();
  const keptText = () => readFileSync(join(lastUploaded(place), "aws_inspector2-0001.json"), "utf8");
  return { folder, place, run, exported, uploaded, keptText };
}

const partial: Record<string, Partial<KdiManifest>> = {
  "of what changed since": { since: "2026-02-28T00:00:00.000Z" },
  "of saved findings that may not be all": { isExcerpt: true },
  "with gaps": { complete: false, gaps: [{ account: "111111111111", region: "us-east-1", reason: "denied" }] },
};
describe.each(Object.entries(partial))("a partial upload, %s", (_, more) => {
  it("does not take the place of a whole one, and is noted once", async () => {
    const { place, uploaded, keptText } = makePlace();
    await uploaded([one, other]);
    const whole = keptText();
    await uploaded([one], more);
    await uploaded([one], more);
    expect([keptText(), await partialUploads(lastUploaded(place))]).toEqual([whole, [expect.objectContaining({ at: at.toISOString() })]]);
    expect(readdirSync(place).filter((name) => name.startsWith("last-uploaded"))).toEqual(["last-uploaded"]);
  });

  it("is forgotten when a whole one follows, also of the same files", async () => {
    const { place, uploaded, keptText, run } = makePlace();
    await uploaded([one, other]);
    await uploaded([one], more);
    await uploaded([one]);
    expect([keptText().includes("000b"), await partialUploads(lastUploaded(place))]).toEqual([false, []]);
    expect((await run("diff")).stderr).not.toContain("partial");
  });

  it("is forgotten when the whole one that is kept is uploaded once more", async () => {
    const { place, uploaded } = makePlace();
    await uploaded([one, other]);
    await uploaded([one], more);
    await uploaded([one, other]);
    expect(await partialUploads(lastUploaded(place))).toEqual([]);
  });

  it("makes the comparison say what it does not know", async () => {
    const { uploaded, exported, run } = makePlace();
    await uploaded([one, other]);
    await uploaded([one], more);
    await exported([one]);
    const { code, stdout, stderr } = await run("diff");
    expect([code, stdout]).toEqual([0, expect.stringContaining("assets    2 before, 1 after: 0 new, 1 gone\n")]);
    expect(stderr).toMatch(/"warn".*1 partial upload since 2026-03-01T12:00:00.000Z is not in them: Kenna has more than they tell/);
    const json = JSON.parse((await run("diff", "--format", "json")).stdout.split("\n")[0] ?? "");
    expect(json.before).toEqual({ isPartial: false, partialSince: [at.toISOString()] });
  });

  it("is kept where nothing was, and said to be partial", async () => {
    const { uploaded, exported, run } = makePlace();
    await uploaded([one], more);
    await exported([one, other]);
    const { code, stderr } = await run("diff");
    expect([code, stderr]).toEqual([0, expect.stringContaining("the files kept of it are of a partial upload themselves: Kenna has more")]);
  });

  it("is kept where the files are another connector's", async () => {
    const { place, uploaded, keptText } = makePlace();
    await uploaded([one, other]);
    await uploaded([one], more, eight);
    expect([keptText().includes("000b"), await partialUploads(lastUploaded(place))]).toEqual([false, []]);
  });

  it("is told by an upload that means to close", async () => {
    const { place, uploaded, exported } = makePlace();
    await uploaded([one]);
    await uploaded([other], more);
    const manifest = await exported([one]);
    const left = await leftOpen(place, { ...manifest, settings: { ...manifest.settings, skipAutoclose: false } }, seven);
    expect(left).toMatchObject({ assets: 0, notKept: { isPartial: false, partialSince: [at.toISOString()] } });
    expect(leftOpenText(left)).toMatch(/^more may stay open .* 1 partial upload since /);
  });
});

it("saved findings are partial until somebody says that they are all", async () => {
  const { folder, place, run, uploaded, keptText } = makePlace();
  const scope = { accounts: ["111111111111"], regions: ["eu-west-1"] };
  await uploaded([one, other], { scope });
  const whole = keptText();
  writeFileSync(join(folder, "saved.json"), JSON.stringify([one]));
  const exported = await run("export", "--findings", "saved.json");
  expect([exported.code, exported.stdout]).toEqual([
    0,
    expect.stringContaining("saved       taken for some of the findings that there are"),
  ]);
  const manifest = await readManifest(manifestPath(place, exportName));
  expect(manifest).toMatchObject({ complete: true, isExcerpt: true });
  expect((await run("diff")).stdout).toMatch(
    /^! only saved findings were read, .*\nassets {4}2 before, 1 after: 0 new, 0 gone, 1 not looked at\n/,
  );
  await (await stageUploaded(place, manifest, seven, at)).keep();
  expect(keptText()).toBe(whole);
  // Where they are the ARNs tell: an upload that looks there makes up for it.
  expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope }]);
  await uploaded([one, other], { scope });
  expect(await partialUploads(lastUploaded(place))).toEqual([]);
});

it("a note that can't be read is told as broken, and kept anew by a whole upload", async () => {
  const { place, uploaded, run } = makePlace();
  await uploaded([one]);
  copyFileSync(manifestPath(place, exportName), join(lastUploaded(place), "partial-uploads.json"));
  const { code, stderr } = await run("diff");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/can't read which partial uploads there were .*: it is of another form/)]);
  await uploaded([one, other]);
  expect((await run("diff")).code).toBe(0);
});
