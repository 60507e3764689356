/** With autoclose on Kenna would close what an upload before looked at and this one did not. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, runWith } from "@plumbline/cli/io.fixture";
import { type KdiManifest, type KdiScope, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { KennaError } from "@plumbline/kenna-client/kenna-error";
import { beforeAll, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { lastUploaded } from "./last-uploaded.ts";
import { partialUploads } from "./partial-uploads.ts";
import { proveCovered } from "./prove-covered.ts";
import { exportName } from "./run-export.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const folder = newFolder();
const seven = { origin: "https://api.kennasecurity.com", connector: "7" };
const own: KdiScope = { accounts: ["111111111111"], withMembers: true, regions: "all" };
const ireland: KdiScope = { ...own, regions: ["eu-west-1"] };
const virginia: KdiScope = { ...own, regions: ["us-east-1"] };
const whole: KdiScope = {
  ...{ accounts: ["111111111111", "222222222222"], allAccounts: true, regions: ["eu-west-1", "us-east-1"], allRegions: true },
};
const left: KdiScope = { ...whole, accounts: ["111111111111"] };
let none: KdiManifest;
beforeAll(async () => {
  writeFileSync(join(folder, "none.json"), '{"findings":[]}');
  const ran = await runWith(kdiCommand, ["export", "--findings", "none.json", "--findings-complete"], { folder });
  expect(ran.code).toBe(0);
  none = await readManifest(manifestPath(join(folder, "output/aws_inspector"), exportName));
});
/** Each is of another upload: its file makes it one. */
const manifestOf = (scope: KdiScope | undefined, skipAutoclose = true, id = 0): KdiManifest => ({
  ...none,
  ...(scope && { scope }),
  settings: { ...none.settings, skipAutoclose },
  files: [{ name: "aws_inspector2-0001.json", bytes: 0, sha256: String(id).padStart(64, "0"), assets: 0, vulns: 0, vulnDefs: 0 }],
});
const uploaded = async (place: string, manifest: KdiManifest, target = seven) => {
  writeFileSync(join(place, "aws_inspector2-0001.json"), "");
  await (await stageUploaded(place, manifest, target, new Date("2026-03-01T12:00:00Z"))).keep();
};
const refused = async (place: string, manifest: KdiManifest): Promise<string> => {
  const error: unknown = await proveCovered(place, manifest, seven).catch((cause: unknown) => cause);
  if (error === undefined) return "";
  expect(error).toMatchObject({ kind: "incomplete", hint: expect.stringContaining("--close-unseen") });
  return error instanceof KennaError ? error.outcome : String(error);
};

interface Row {
  readonly before: readonly (KdiScope | undefined)[];
  readonly now: KdiScope | undefined;
  readonly says: RegExp;
}
const rows: Record<string, Row> = {
  "nothing was uploaded": { before: [], now: ireland, says: /^$/ },
  "the same": { before: [ireland], now: ireland, says: /^$/ },
  "more than before": { before: [ireland], now: own, says: /^$/ },
  "fewer regions": { before: [own], now: ireland, says: /^only region eu-west-1 of .* an upload before looked at all regions of / },
  "fewer than a partial upload": { before: [ireland, virginia], now: ireland, says: /an upload before looked at region us-east-1 of / },
  "fewer than a partial upload, with the first once more": {
    ...{ before: [ireland, virginia, ireland], now: ireland, says: /an upload before looked at region us-east-1 of / },
  },
  "all that a partial upload and the first one looked at": { before: [ireland, virginia, ireland], now: own, says: /^$/ },
  "the organization, which an account has left": {
    ...{ before: [whole], now: left },
    says: /^all regions of all accounts were .* before looked at all regions of all accounts, so also at account 222222222222, so that Kenna/,
  },
  "all regions, of which one was switched off": {
    ...{ before: [whole], now: { ...whole, regions: ["eu-west-1"] }, says: /, so also at region us-east-1, so that Kenna/ },
  },
  "all regions, of which one was switched off in an account": {
    ...{ before: [whole], now: { ...whole, except: [{ account: "222222222222", region: "us-east-1" }] } },
    says: /, so also at region us-east-1 of account 222222222222, so that Kenna/,
  },
  "the organization, which an account left two uploads ago": { before: [whole, left], now: left, says: /so also at account 222222222222/ },
  "less than the whole, after one that nobody knows": { before: [undefined], now: ireland, says: /nobody knows where an upload before/ },
  "the whole, after one that nobody knows": { before: [undefined], now: own, says: /^$/ },
  "saved findings that are all": { before: [own], now: undefined, says: /^$/ },
};
it.each(Object.entries(rows))("%s", async (_, { before, now, says }) => {
  const place = newFolder();
  for (const [i, scope] of before.entries()) await uploaded(place, manifestOf(scope, true, i + 1));
  expect(await refused(place, manifestOf(now, false))).toMatch(says);
  // With autoclose off nothing is closed.
  expect(await refused(place, manifestOf(now))).toBe("");
});

it("another connector's upload is none of this one's", async () => {
  const place = newFolder();
  await uploaded(place, manifestOf(own), { ...seven, connector: "8" });
  expect(await refused(place, manifestOf(ireland, false))).toBe("");
});

it.each(["aws_inspector2.manifest.json", "uploaded-to.json"])(
  "what can't be read of an upload before may have looked anywhere: %s",
  async (name) => {
    const place = newFolder();
    await uploaded(place, manifestOf(ireland));
    writeFileSync(join(lastUploaded(place), name), "{");
    expect(await refused(place, manifestOf(ireland, false))).toMatch(/nobody knows/);
    rmSync(lastUploaded(place), { recursive: true });
    expect(await refused(place, manifestOf(ireland, false))).toBe("");
  },
);

it.each(["aws_inspector2.manifest.json", "uploaded-to.json", "partial-uploads.json"])(
  "what can't be read of an upload before is not forgotten by an upload that closes nothing: %s",
  async (name) => {
    const place = newFolder();
    await uploaded(place, manifestOf(virginia, true, 1));
    await uploaded(place, manifestOf(ireland, true, 2));
    writeFileSync(join(lastUploaded(place), name), "{");
    for (const id of [3, 4]) await uploaded(place, manifestOf(ireland, true, id));
    expect(await refused(place, manifestOf(ireland, false, 5))).toMatch(/nobody knows where an upload before looked|us-east-1/);
    expect((await partialUploads(lastUploaded(place))).filter(({ scope }) => scope === undefined)).toHaveLength(1);
    // An upload of everything covers it, and one with autoclose on was agreed to.
    await uploaded(place, manifestOf({ ...whole, withMembers: "listed" }, true, 6));
    expect(await partialUploads(lastUploaded(place))).toEqual([]);
    await uploaded(place, manifestOf(ireland, false, 7));
    expect([await partialUploads(lastUploaded(place)), await refused(place, manifestOf(ireland, false, 8))]).toEqual([[], ""]);
  },
);

it("the same files once more leave the note of a partial upload", async () => {
  const place = newFolder();
  for (const [scope, id] of [[ireland, 1] as const, [virginia, 2] as const, [ireland, 1] as const])
    await uploaded(place, manifestOf(scope, true, id));
  expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: virginia }]);
  await uploaded(place, manifestOf(own, true, 3));
  expect(await partialUploads(lastUploaded(place))).toEqual([]);
});

it("the files of all that is there take the place of more, and what they don't tell is noted", async () => {
  const place = newFolder();
  await uploaded(place, manifestOf(whole, true, 1));
  await uploaded(place, manifestOf(left, true, 2));
  await uploaded(place, manifestOf(left, true, 3));
  expect((await readManifest(manifestPath(lastUploaded(place), exportName))).files[0]?.sha256).toMatch(/3$/);
  expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: whole }]);
  // With autoclose on it was agreed to.
  await uploaded(place, manifestOf(left, false, 4));
  expect([await partialUploads(lastUploaded(place)), await refused(place, manifestOf(left, false, 5))]).toEqual([[], ""]);
});

it("an account that is left out for good adds no note with each upload, and freezes no files", async () => {
  const place = newFolder();
  const suspended: KdiScope = { accounts: ["111111111111", "222222222222"], regions: whole.regions, allRegions: true };
  const alone: KdiScope = { ...suspended, accounts: ["111111111111"] };
  for (const [i, scope] of [whole, suspended, alone, suspended, alone, alone, alone].entries()) {
    await uploaded(place, manifestOf(scope, true, i + 1));
    expect((await readManifest(manifestPath(lastUploaded(place), exportName))).files[0]?.sha256).toMatch(new RegExp(`${i + 1}$`));
  }
  expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: suspended, isReplaced: true }]);
  expect(await refused(place, manifestOf(alone, false, 9))).toMatch(/so also at account 222222222222/);
  expect(await refused(place, manifestOf(suspended, false, 9))).toBe("");
});

it("a gap that stays freezes no files, and adds no note with each upload", async () => {
  const place = newFolder();
  const gaps = [{ account: "222222222222", region: "*", reason: "denied" }];
  await uploaded(place, manifestOf(whole, true, 1));
  for (const id of [2, 3, 4]) {
    await uploaded(place, { ...manifestOf({ ...left, allAccounts: undefined, allRegions: undefined }, true, id), complete: false, gaps });
    expect((await readManifest(manifestPath(lastUploaded(place), exportName))).files[0]?.sha256).toMatch(new RegExp(`${id}$`));
    expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: whole, isReplaced: true }]);
  }
  expect(await refused(place, manifestOf(left, false, 5))).toMatch(/so also at account 222222222222/);
});

it("places that are looked at by turns are all held", async () => {
  const place = newFolder();
  for (const [i, scope] of [ireland, virginia, ireland, virginia].entries()) await uploaded(place, manifestOf(scope, true, i + 1));
  expect(await partialUploads(lastUploaded(place))).toMatchObject([{ scope: ireland, isReplaced: true }]);
});

it("what was closed, as somebody agreed, is not asked for again", async () => {
  const place = newFolder();
  await uploaded(place, manifestOf(own));
  await uploaded(place, manifestOf(ireland, false));
  expect(await refused(place, manifestOf(ireland, false))).toBe("");
});
