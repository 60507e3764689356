/** Which accounts and regions an export was to look at: what lies elsewhere is not gone because it is not told. */
import type { Cell } from "@plumbline/finding-model/coverage";
import type { KdiScope } from "@plumbline/kdi-writer/manifest";
import type { ExportConfig } from "./config.ts";
import { isLeftOut } from "./left-out.ts";

type Choice = Pick<ExportConfig, "findings" | "accounts" | "org" | "ou" | "excludeAccount" | "regions">;

/**
 * The scope of an export, by its options and the accounts of its ledger that were asked: those left out were not looked at. Of saved findings
 * nobody knows it.
 */
export function scopeOf(choice: Choice, cells: readonly Pick<Cell, "account" | "region" | "outcome">[]): KdiScope | undefined {
  const { findings, accounts, org, ou, excludeAccount, regions } = choice;
  if (findings !== undefined) return undefined;
  const asked = cells.filter((cell) => !isLeftOut(cell));
  const isWhole = org && accounts === undefined && ou.length === 0 && excludeAccount.length === 0 && asked.length === cells.length;
  const isChosen = accounts !== undefined || org || ou.length > 0;
  return {
    accounts: isWhole ? "all" : [...new Set(asked.map(({ account }) => account))].sort(),
    ...(isChosen ? {} : { withMembers: true }),
    regions: regions.includes("all") ? "all" : [...new Set(regions)].sort(),
  };
}

const holds = (all: "all" | readonly string[], some: "all" | readonly string[]): boolean =>
  all === "all" || (some !== "all" && some.every((one) => all.includes(one)));

/** Whether a scope holds all of an earlier one. One that nobody knows is taken for the whole: of all regions, and of all that the session sees. */
export function coversScope(now: KdiScope | undefined, earlier: KdiScope | undefined): boolean {
  if (now === undefined) return true;
  const isOfAll = now.accounts === "all" || now.withMembers === true;
  if (earlier === undefined) return now.regions === "all" && isOfAll;
  return holds(now.regions, earlier.regions) && holds(now.accounts, earlier.accounts) && (isOfAll || earlier.withMembers === undefined);
}

/** Whether a place was to be looked at. Which members an account tells of nobody knows: they count where the earlier export told of them likewise. */
export function isInScope(
  { accounts, regions, withMembers }: KdiScope,
  { account, region }: { readonly account: string; readonly region: string },
  earlier: KdiScope | undefined,
): boolean {
  const isTold = withMembers === true && (earlier === undefined || earlier.withMembers === true);
  return holds(regions, [region]) && (isTold || holds(accounts, [account]));
}

const listed = (all: "all" | readonly string[], what: string): string => (all === "all" ? `all ${what}s` : `${what} ${all.join(", ")}`);

/** The same for a person. */
export const scopeText = ({ accounts, regions, withMembers }: KdiScope): string =>
  `${listed(regions, "region")} of ${listed(accounts, "account")}${withMembers ? " with its members" : ""}`;
