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

/**
 * The scope of an export, by its options and the accounts and regions of its ledger that were listed: those left out were not looked at, nor is an
 * administrator that only tells of others. Of saved findings nobody knows it; of those that may not be all it is where they are, by their ARNs.
 */
export function scopeOf(
  choice: Choice,
  cells: readonly Pick<Cell, "account" | "region" | "outcome" | "aspect" | "required">[],
  arns: readonly string[] = [],
): KdiScope | undefined {
  const { findings, findingsComplete, accounts, org, ou, excludeAccount, regions } = choice;
  if (findings !== undefined) return findingsComplete ? undefined : spotsOf(arns);
  const listings = cells.filter(({ aspect }) => aspect === "list");
  const asked = listings.filter((cell) => !isLeftOut(cell));
  const isWhole = org && accounts === undefined && ou.length === 0 && excludeAccount.length === 0 && asked.length === listings.length;
  const isChosen = accounts !== undefined || org || ou.length > 0;
  const named = { accounts: namesOf(asked.map(({ account }) => account)), ...(isWhole ? { allAccounts: true as const } : {}) };
  const members = isChosen ? {} : { withMembers: true as const };
  if (!regions.includes("all")) return { ...named, ...members, regions: namesOf(regions) };
  const spots = asked.filter(({ region }) => region !== "*");
  const there = namesOf(spots.flatMap((cell) => (isAbsent(cell) ? [] : cell.region)));
  const except = spots.filter((cell) => isAbsent(cell) && there.includes(cell.region)).map(({ account, region }) => ({ account, region }));
  return {
    ...{ ...named, ...members, regions: there, allRegions: true },
    ...(except.length > 0 && { except: except.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }),
  };
}

function spotsOf(arns: readonly string[]): KdiScope | undefined {
  const spots = arns.flatMap((arn) => parseArn(arn) ?? []);
  if (spots.length < arns.length) return undefined;
  return { accounts: namesOf(spots.map(({ account }) => account)), regions: namesOf(spots.map(({ region }) => region)) };
}

const namesOf = (names: readonly string[]): string[] => [...new Set(names)].sort();
const keyOf = ({ account, region }: Spot): string => `${account}/${region}`;
/** A region that nobody named and that is not there: it is no gap, and nobody looked. */
const isAbsent = ({ outcome, required }: Pick<Cell, "outcome" | "required">): boolean =>
  !required && (outcome === "region-disabled" || outcome === "unsupported");

const holds = (all: Chosen, one: string): boolean => all === "all" || all.includes(one);
const covers = (now: Chosen, isAll: true | undefined, earlier: Chosen): boolean =>
  now === "all" || (earlier === "all" ? isAll === true : earlier.every((one) => now.includes(one)));
const isSpotOf = ({ accounts, regions, except = [] }: KdiScope, spot: Spot): boolean =>
  holds(accounts, spot.account) && holds(regions, spot.region) && !except.some((one) => keyOf(one) === keyOf(spot));

/** Whether a scope holds all of an earlier one. One that nobody knows is taken for the whole: of all regions, and of all that the session sees. */
export function coversScope(now: KdiScope | undefined, earlier: KdiScope | undefined): boolean {
  if (now === undefined) return true;
  const isOfAll = now.accounts === "all" || now.allAccounts === true || now.withMembers === true;
  if (earlier === undefined) return (now.regions === "all" || now.allRegions === true) && isOfAll;
  return (
    covers(now.regions, now.allRegions, earlier.regions) &&
    covers(now.accounts, now.allAccounts, earlier.accounts) &&
    (isOfAll || earlier.withMembers === undefined) &&
    lostSpots(now, earlier).length === 0
  );
}

/** What was there before in places that both name. Of `all` alone nobody knows what there was. */
const lostSpots = (now: KdiScope, earlier: KdiScope): readonly Spot[] =>
  earlier.accounts === "all" || earlier.regions === "all" ? [] : (now.except ?? []).filter((spot) => isSpotOf(earlier, spot));

/** The same where an account that left, or a region that was switched off, is none that could be looked at. */
export const coversWhatIsThere = (now: KdiScope | undefined, earlier: KdiScope | undefined): boolean =>
  coversScope(now && withoutLists(now), earlier);
function withoutLists({ accounts, allAccounts, regions, allRegions, withMembers }: KdiScope): KdiScope {
  return { accounts: allAccounts ? "all" : accounts, ...(withMembers && { withMembers }), regions: allRegions ? "all" : regions };
}

/** Whether a place was to be looked at. Which members an account tells of nobody knows: they count where the earlier export told of them likewise. */
export function isInScope(scope: KdiScope, spot: Spot, earlier: KdiScope | undefined): boolean {
  const isTold = scope.withMembers === true && (earlier === undefined || earlier.withMembers === true);
  return isSpotOf(isTold ? { ...scope, accounts: "all" } : scope, spot);
}

const listed = (all: Chosen, isAll: true | undefined, what: string): string =>
  all === "all" || isAll ? `all ${what}s` : `${what} ${all.join(", ")}`;

/** The same for a person. */
export const scopeText = ({ accounts, allAccounts, regions, allRegions, withMembers }: KdiScope): string =>
  `${listed(regions, allRegions, "region")} of ${listed(accounts, allAccounts, "account")}${withMembers ? " with its members" : ""}`;

/** The same as what comes before "were looked at". */
export const lookedAtText = (scope: KdiScope): string =>
  `${coversWhatIsThere(scope, undefined) && !scope.withMembers ? "" : "only "}${scopeText(scope)}`;

const mostNamed = 10;

/** What an earlier scope has by name that is not in this one; undefined where there is no such name. */
export function lostText(now: KdiScope, earlier: KdiScope): string | undefined {
  const gone = (has: Chosen, had: Chosen) => (has === "all" || had === "all" ? [] : had.filter((one) => !has.includes(one)));
  const names = [
    ...gone(now.accounts, earlier.accounts).map((account) => `account ${account}`),
    ...gone(now.regions, earlier.regions).map((region) => `region ${region}`),
    ...lostSpots(now, earlier).map(({ account, region }) => `region ${region} of account ${account}`),
  ];
  if (names.length === 0) return undefined;
  return `${names.slice(0, mostNamed).join(", ")}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ""}`;
}
