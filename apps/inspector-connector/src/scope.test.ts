/** Where an export was to look, and what of an earlier one it can tell. */
import type { Outcome } from "@plumbline/finding-model/coverage";
import type { KdiScope } from "@plumbline/kdi-writer/manifest";
import { expect, it } from "vitest";
import { ExportConfig } from "./config.ts";
import { lookedAt } from "./looked-at.ts";
import { coversScope, lostText, scopeOf } from "./scope.ts";

const [own, other] = ["111111111111", "222222222222"];
const all: KdiScope = { accounts: "all", regions: "all" };
const one: KdiScope = { accounts: [own], regions: "all" };
const members: KdiScope = { ...one, withMembers: true };
const seen: KdiScope = { accounts: [own, other], withMembers: "seen", regions: ["eu-west-1"], allRegions: true };
const ownSeen: KdiScope = { ...seen, accounts: [own] };
const listed: KdiScope = { ...seen, withMembers: "listed" };
const both: KdiScope = { accounts: [own, other], allAccounts: true, regions: ["eu-west-1", "us-east-1"], allRegions: true };
const offThere: KdiScope = { ...both, except: [{ account: other, region: "us-east-1" }] };
const ireland: KdiScope = { accounts: "all", regions: ["eu-west-1"] };

const cellOf = (account: string, more: { region?: string; outcome?: Outcome; aspect?: string } = {}) =>
  ({ account, region: "eu-west-1", outcome: "ok", aspect: "list", required: false, ...more }) as const;
const choices: Record<string, readonly [words: object, scope: KdiScope]> = {
  "nothing named": [{}, seen],
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
  "an account with its members, in a region, of it": [{ ...members, regions: ["eu-west-1"] }, members, false, ["here"]],
  "an account with the members that were seen, of which one is not any more": [ownSeen, seen, false, ["here"]],
  "an account with the members that were seen, of the same": [seen, seen, true, ["here", "region", "account"]],
  "an account with its members, of more of them": [listed, ownSeen, true, ["here", "region", "account"]],
  "an account alone, where it had no members": [{ ...ownSeen, withMembers: undefined }, ownSeen, true, ["here", "region", "account"]],
  "the organization without a member that was seen": [
    { ...both, accounts: [own] },
    { ...seen, regions: ["eu-west-1", "us-east-1"] },
    false,
    ["here", "region"],
  ],
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
  expect(scopeOf(ExportConfig.parse({ findings: ["saved.json"], ...words }), [], { arns })).toEqual(scope);
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

it("findings that were seen before a listing broke off are in Kenna, and their place was not looked at", () => {
  const cells = (outcome: Outcome) => [cellOf(own), cellOf(other, { outcome })];
  const told = { arns: [here, places.account] };
  const broken = scopeOf(ExportConfig.parse({ org: true }), cells("throttled"), told);
  expect(broken).toEqual({ accounts: [own], regions: ["eu-west-1"], partly: [{ account: other, region: "eu-west-1" }] });
  const [alone, whole] = [
    scopeOf(ExportConfig.parse({ accounts: [own] }), [cellOf(own)]),
    scopeOf(ExportConfig.parse({ org: true }), cells("ok")),
  ];
  expect([coversScope(alone, broken), coversScope(whole, broken), coversScope(broken, whole)]).toEqual([false, true, false]);
  expect(lostText(alone as KdiScope, broken as KdiScope)).toBe(`region eu-west-1 of account ${other}`);
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
