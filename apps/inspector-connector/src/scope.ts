/** Which accounts and regions an export was to look at: what lies elsewhere is not gone because it is not told. */
import { parseArn } from "@plumbline/finding-model/arn";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { KdiScope } from "@plumbline/kdi-writer/manifest";
import type { ExportConfig } from "./config.ts";
import { isLeftOut } from "./left-out.ts";

type Choice = Pick<ExportConfig, "findings" | "findingsComplete" | "accounts" | "org" | "ou" | "excludeAccount" | "regions">;
type Chosen = KdiScope["accounts"];
interface Spot {
  readonly account: string;
  readonly region: string;
}

type Listing = Pick<Cell, "account" | "region" | "outcome" | "aspect" | "required">;

/** What tells of places besides the ledger. */
interface Told {
  /** Of findings. */
  readonly arns?: readonly string[];
  /** The members that the account listed, by region; a region is missing where it could not. */
  readonly members?: ReadonlyMap<string, readonly string[]>;
}

/**
 * The scope of an export: the places of its ledger that were listed, and with an account that was asked for all that it sees its members there. What
 * was left out, what failed and an administrator that only tells of others were not looked at. Of saved findings nobody knows it; of those that may
 * not be all it is where they are, by their ARNs.
 */
export function scopeOf(choice: Choice, cells: readonly Listing[], { arns = [], members = new Map() }: Told = {}): KdiScope | undefined {
  const { findings, findingsComplete, accounts, org, ou, excludeAccount, regions } = choice;
  const found = arns.flatMap((arn) => parseArn(arn) ?? []);
  if (findings !== undefined) return findingsComplete || found.length < arns.length ? undefined : placesOf(found);
  const listings = cells.filter(({ aspect }) => aspect === "list");
  const hasGap = listings.some((cell) => !isListed(cell) && !isLeftOut(cell) && !isAbsent(cell));
  const isWhole = org && accounts === undefined && ou.length === 0 && excludeAccount.length === 0 && !hasGap && !listings.some(isLeftOut);
  const isChosen = accounts !== undefined || org || ou.length > 0;
  const listed = listings.filter(isListed);
  const isThere = holding(listed.map(({ region }) => region));
  const whole = isChosen ? listed : [...withMembersOf(listed, members), ...found.filter(({ region }) => isThere(region))];
  const scope = placesOf(whole);
  const isWholly = placesIn(scope);
  const partly = found.filter((spot) => !isWholly(spot)).map(({ account, region }) => ({ account, region }));
  return {
    ...scope,
    ...(partly.length > 0 && { partly: partly.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }),
    ...(isWhole && { allAccounts: true }),
    ...(!isChosen && { withMembers: listed.every(({ region }) => members.has(region)) ? "listed" : "seen" }),
    ...(regions.includes("all") && !hasGap && { allRegions: true }),
  };
}

/** With each place those of its members; where nobody could list them only what is found tells of any. */
const withMembersOf = (listed: readonly Spot[], members: NonNullable<Told["members"]>): Spot[] =>
  listed.flatMap(({ account, region }) => [account, ...(members.get(region) ?? [])].map((one) => ({ account: one, region })));

/** The accounts and regions of places, and which of all their pairs are none. */
function placesOf(spots: readonly Spot[]): Pick<KdiScope, "except"> & { accounts: string[]; regions: string[] } {
  const [accounts, regions] = [namesOf(spots.map(({ account }) => account)), namesOf(spots.map(({ region }) => region))];
  const keys = new Set(spots.map(keyOf));
  const pairs = accounts.flatMap((account) => regions.map((region) => ({ account, region })));
  const except = pairs.filter((pair) => !keys.has(keyOf(pair)));
  return { accounts, regions, ...(except.length > 0 && { except }) };
}

const namesOf = (names: readonly string[]): string[] => [...new Set(names)].sort();
const keyOf = ({ account, region }: Spot): string => `${account}/${region}`;
/** Where Inspector is off there is nothing to list, and nothing was missed. */
const isListed = (cell: Listing): boolean => (cell.outcome === "ok" || cell.outcome === "skipped") && !isLeftOut(cell);
/** A region that nobody named and that is not there: it is no gap, and nobody looked. */
const isAbsent = ({ outcome, required }: Listing): boolean => !required && (outcome === "region-disabled" || outcome === "unsupported");

/** Makes what tells of a name whether it was chosen. */
const holding = (all: Chosen): ((one: string) => boolean) => {
  if (all === "all") return () => true;
  const names = new Set(all);
  return (one) => names.has(one);
};
const covers = (now: Chosen, isAll: true | undefined, earlier: Chosen): boolean =>
  now === "all" || (earlier === "all" ? isAll === true : earlier.every(holding(now)));

/** Makes what tells of a place whether a scope holds it. */
export function placesIn({ accounts, regions, except = [] }: KdiScope): (spot: Spot) => boolean {
  const [isOfAccounts, isOfRegions, out] = [holding(accounts), holding(regions), new Set(except.map(keyOf))];
  return (spot) => isOfAccounts(spot.account) && isOfRegions(spot.region) && !out.has(keyOf(spot));
}

/** Whether a scope holds all of an earlier one. One that nobody knows is taken for the whole: of all regions, and of all that the session sees. */
export function coversScope(now: KdiScope | undefined, earlier: KdiScope | undefined): boolean {
  if (now === undefined) return true;
  const isOfAll = now.accounts === "all" || now.allAccounts === true || now.withMembers !== undefined;
  if (earlier === undefined) return (now.regions === "all" || now.allRegions === true) && isOfAll;
  return (
    covers(now.regions, now.allRegions, earlier.regions) &&
    covers(now.accounts, now.allAccounts, earlier.accounts) &&
    (isOfAll || earlier.withMembers !== true) &&
    lostSpots(now, earlier).length === 0
  );
}

/** What was there before in places that both name, or was told in part. Of `all` alone nobody knows what there was. */
function lostSpots(now: KdiScope, earlier: KdiScope): readonly Spot[] {
  const isListed = earlier.accounts !== "all" && earlier.regions !== "all";
  const isNow = placesIn(now);
  return [...(isListed ? (now.except ?? []).filter(placesIn(earlier)) : []), ...(earlier.partly ?? []).filter((spot) => !isNow(spot))];
}

const named = (all: Chosen, isAll: true | undefined, what: string): string =>
  all === "all" || isAll ? `all ${what}s` : `${what} ${all.join(", ")}`;

const mostNamed = 10;
const some = (names: readonly string[]): string =>
  `${names.slice(0, mostNamed).join(", ")}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ""}`;
const spotText = ({ account, region }: Spot): string => `region ${region} of account ${account}`;

/** The same for a person. */
export const scopeText = ({ accounts, allAccounts, regions, allRegions, withMembers, except = [] }: KdiScope): string =>
  `${named(regions, allRegions, "region")} of ${named(accounts, allAccounts, "account")}${withMembers === true ? " with its members" : ""}${except.length > 0 ? ` but for ${some(except.map(spotText))}` : ""}`;

/** The same as what comes before "were looked at". */
export const lookedAtText = (scope: KdiScope): string =>
  `${coversScope(scope, undefined) && !scope.withMembers ? "" : "only "}${scopeText(scope)}`;

/** What an earlier scope has by name that is not in this one; undefined where there is no such name. */
export function lostText(now: KdiScope, earlier: KdiScope): string | undefined {
  const gone = (has: Chosen, had: Chosen) => {
    const isHeld = holding(has);
    return had === "all" ? [] : had.filter((one) => !isHeld(one));
  };
  const untold = now.withMembers === "seen" ? " (nothing was found there, and nobody could ask whether it is still a member)" : "";
  const names = [
    ...gone(now.accounts, earlier.accounts).map((account) => `account ${account}${untold}`),
    ...gone(now.regions, earlier.regions).map((region) => `region ${region}`),
    ...lostSpots(now, earlier).map((spot) => `${spotText(spot)}${untold}`),
  ];
  return names.length === 0 ? undefined : some(names);
}
