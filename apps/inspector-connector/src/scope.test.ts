/** Where an export was to look, and what of an earlier one it can tell. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, newFolder, runWith } from "@plumbline/cli/io.fixture";
import type { Outcome } from "@plumbline/finding-model/coverage";
import { bodies, resources } from "@plumbline/kdi-model/findings.fixture";
import { type KdiManifest, type KdiScope, manifestPath, readManifest } from "@plumbline/kdi-writer/manifest";
import { beforeAll, describe, expect, it } from "vitest";
import { kdiCommand } from "./command.ts";
import { ExportConfig } from "./config.ts";
import { lastUploaded } from "./last-uploaded.ts";
import { lookedAt } from "./looked-at.ts";
import { partialUploads } from "./partial-uploads.ts";
import { exportName } from "./run-export.ts";
import { coversScope, scopeOf } from "./scope.ts";
import { stageUploaded } from "./stage-uploaded.ts";

const [own, other] = ["111111111111", "222222222222"];
const all: KdiScope = { accounts: "all", regions: "all" };
const one: KdiScope = { accounts: [own], regions: "all" };
const members: KdiScope = { ...one, withMembers: true };
const both: KdiScope = { accounts: [own, other], allAccounts: true, regions: ["eu-west-1", "us-east-1"], allRegions: true };
const offThere: KdiScope = { ...both, except: [{ account: other, region: "us-east-1" }] };
const ireland: KdiScope = { accounts: "all", regions: ["eu-west-1"] };

const cellOf = (account: string, more: { region?: string; outcome?: Outcome; aspect?: string } = {}) =>
  ({ account, region: "eu-west-1", outcome: "ok", aspect: "list", required: false, ...more }) as const;
const choices: Record<string, readonly [words: object, scope: KdiScope]> = {
  "nothing named": [{}, { accounts: [own, other], withMembers: true, regions: ["eu-west-1"], allRegions: true }],
  "the organization": [{ org: true }, { accounts: [own, other], allAccounts: true, regions: ["eu-west-1"], allRegions: true }],
  "an account of the organization": [
    { org: true, accounts: [own, other] },
    { accounts: [own, other], regions: ["eu-west-1"], allRegions: true },
  ],
  "accounts and regions": [
    { accounts: [own], regions: ["us-east-1", "eu-west-1", "us-east-1"] },
    { accounts: [own, other], regions: ["eu-west-1"] },
  ],
};
it.each(Object.entries(choices))("of an export of %s", (_, [words, scope]) => {
  expect(scopeOf(ExportConfig.parse(words), [cellOf(other), cellOf(own), cellOf(own)])).toEqual(scope);
});

type Row = readonly [
  now: KdiScope | undefined,
  earlier: KdiScope | undefined,
  covers: boolean,
  gone: readonly ("here" | "region" | "account")[],
];
const here = `arn:aws:inspector2:eu-west-1:${own}:finding/1`;
const places = { here, region: here.replace("eu-west-1", "us-east-1"), account: here.replace(own, other) };
const rows: Record<string, Row> = {
  "the same": [one, one, true, ["here", "region", "account"]],
  "one that nobody knows, of all": [undefined, all, true, ["here", "region", "account"]],
  "all, of one that nobody knows": [all, undefined, true, ["here", "region", "account"]],
  "one region, of one that nobody knows": [ireland, undefined, false, ["here", "account"]],
  "one account, of one that nobody knows": [one, undefined, false, ["here", "region"]],
  "an account with its members, of one that nobody knows": [members, undefined, true, ["here", "region", "account"]],
  "all, of one account": [all, one, true, ["here", "region", "account"]],
  "all, of an account with its members": [all, members, true, ["here", "region", "account"]],
  "one account, of all": [one, all, false, ["here", "region"]],
  "one region, of all": [ireland, all, false, ["here", "account"]],
  "one account, of it with its members": [one, members, false, ["here", "region"]],
  "an account with its members, of all": [members, all, false, ["here", "region"]],
  "all that there are, of the same": [both, both, true, ["here", "region", "account"]],
  "all that there are, of all that nobody has listed": [
    { ...both, accounts: [own], regions: ["eu-west-1"] },
    all,
    true,
    ["here", "region", "account"],
  ],
  "all that there are, of one that nobody knows": [
    { ...both, accounts: [own], regions: ["eu-west-1"] },
    undefined,
    true,
    ["here", "region", "account"],
  ],
  "all that there are, of which an account has left": [{ ...both, accounts: [own] }, both, false, ["here", "region"]],
  "all that there are, of which a region was switched off": [{ ...both, regions: ["eu-west-1"] }, both, false, ["here", "account"]],
  "all that there are, of which a region was switched off in an account": [offThere, both, false, ["here", "region", "account"]],
  "the same, where it was off before": [offThere, offThere, true, ["here", "region", "account"]],
  "an account with its members, in a region, of it": [{ ...members, regions: ["eu-west-1"] }, members, false, ["here", "account"]],
};

const leftOut: Record<string, object> = {
  "the organization without an account": { org: true, excludeAccount: [other] },
  "the organization, of which an account is suspended": { org: true },
  "a unit without an account": { ou: ["ou-prod"] },
};
it.each(Object.entries(leftOut))("what was left out was not looked at: %s", (_, words) => {
  const cells = [cellOf(own), cellOf("333333333333", { outcome: "skipped" }), cellOf(other, { region: "*", outcome: "skipped" })];
  expect(scopeOf(ExportConfig.parse(words), cells)).toEqual({
    ...{ accounts: [own, "333333333333"], regions: ["eu-west-1"], allRegions: true },
  });
});

const excerpts: Record<string, readonly [words: object, arns: readonly string[], scope: KdiScope | undefined]> = {
  "findings of a region": [{}, [here, here], { accounts: [own], regions: ["eu-west-1"] }],
  "findings of two accounts": [
    {},
    [here, places.region, places.account, places.region.replace(own, other)],
    { accounts: [own, other], regions: ["eu-west-1", "us-east-1"] },
  ],
  "findings of two accounts in a region each": [
    {},
    [here, places.account.replace("eu-west-1", "me-south-1")],
    {
      ...{ accounts: [own, other], regions: ["eu-west-1", "me-south-1"] },
      except: [
        { account: own, region: "me-south-1" },
        { account: other, region: "eu-west-1" },
      ],
    },
  ],
  "no finding": [{}, [], { accounts: [], regions: [] }],
  "a finding that nobody can place": [{}, [here, "x"], undefined],
  "all that there are": [{ findingsComplete: true }, [here], undefined],
};
it.each(Object.entries(excerpts))("of saved findings, %s", (_, [words, arns, scope]) => {
  expect(scopeOf(ExportConfig.parse({ findings: ["saved.json"], ...words }), [], arns)).toEqual(scope);
});

it("an administrator that was left out was not looked at, though it tells of the others", () => {
  const cells = [cellOf(other), cellOf(own, { aspect: "details" }), cellOf(own, { aspect: "filters" })];
  const words = { accounts: [other], delegatedAdmin: true, regions: ["eu-west-1"] };
  expect(scopeOf(ExportConfig.parse(words), cells)).toEqual({ accounts: [other], regions: ["eu-west-1"] });
});

const notAsked: Record<string, { region?: string; outcome: Outcome }> = {
  "it is not enabled": { region: "us-east-1", outcome: "region-disabled" },
  "it has no Inspector": { region: "us-east-1", outcome: "unsupported" },
};
it.each(Object.entries(notAsked))("a region was not looked at where %s", (_, off) => {
  const scope = (...cells: ReturnType<typeof cellOf>[]) => scopeOf(ExportConfig.parse({ org: true }), cells);
  const whole = { accounts: [own, other], allAccounts: true, allRegions: true };
  expect(scope(cellOf(own), cellOf(other), cellOf(own, off), cellOf(other, off))).toEqual({ ...whole, regions: ["eu-west-1"] });
  const regions = ["eu-west-1", "us-east-1"];
  expect(scope(cellOf(own), cellOf(own, { region: "us-east-1" }), cellOf(other), cellOf(other, off))).toEqual({
    ...{ ...whole, regions, except: [{ account: other, region: "us-east-1" }] },
  });
});

const missed: Record<string, readonly [cells: ReturnType<typeof cellOf>[], scope: KdiScope]> = {
  "an account": [[cellOf(own), cellOf(other, { region: "*", outcome: "denied" })], { accounts: [own], regions: ["eu-west-1"] }],
  "an account in its only region": [[cellOf(own), cellOf(other, { outcome: "denied" })], { accounts: [own], regions: ["eu-west-1"] }],
  "a region of an account": [
    [cellOf(own), cellOf(own, { region: "us-east-1" }), cellOf(other), cellOf(other, { region: "us-east-1", outcome: "failed" })],
    { accounts: [own, other], regions: ["eu-west-1", "us-east-1"], except: [{ account: other, region: "us-east-1" }] },
  ],
};
it.each(Object.entries(missed))("a gap was not looked at: %s", (_, [cells, scope]) => {
  expect(scopeOf(ExportConfig.parse({ org: true }), cells)).toEqual(scope);
  expect(scopeOf(ExportConfig.parse({ org: true, regions: scope.regions }), cells)).toEqual(scope);
});

it("a thousand accounts whose regions differ are told in one pass", () => {
  const ids = Array.from({ length: 1000 }, (_, i) => String(100_000_000_000 + i));
  const regions = Array.from({ length: 11 }, (_, i) => `r-${String(i).padStart(2, "0")}`);
  const scope: KdiScope = {
    ...{ accounts: ids, allAccounts: true, regions, allRegions: true },
    except: ids.slice(1).flatMap((account) => regions.slice(1).map((region) => ({ account, region }))),
  };
  let reads = 0;
  const counting: ProxyHandler<NonNullable<KdiScope["except"]>> = {
    get(all, name, of) {
      reads++;
      return Reflect.get(all, name, of);
    },
  };
  const counted = { ...scope, except: new Proxy(scope.except ?? [], counting) };
  expect(coversScope(counted, counted)).toBe(true);
  const isIn = lookedAt({ complete: true, gaps: [], scope: { ...counted, accounts: ids.slice(1) } }, { scope });
  for (const account of ids) isIn(here.replace(own, account));
  expect(reads).toBeLessThan(1_000_000);
});

it.each(Object.entries(rows))("%s: covers an earlier one, and tells what of it is gone", (_, [scope, earlier, covers, gone]) => {
  expect(coversScope(scope, earlier)).toBe(covers);
  const looked = lookedAt({ complete: true, gaps: [], ...(scope && { scope }) }, earlier && { scope: earlier });
  expect(Object.entries(places).flatMap(([name, arn]) => (looked(arn) ? name : []))).toEqual(gone);
});

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
  const [ie, us] = [finding(here, "i-0000000000000000a"), finding(places.region, "i-0000000000000000b")];
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

  it("is noted beside the files of all, once it is uploaded", async () => {
    await keep();
    expect((await readManifest(manifestPath(lastUploaded(place), exportName))).scope).toEqual(all);
    expect(await partialUploads(lastUploaded(place))).toHaveLength(1);
  });
});
