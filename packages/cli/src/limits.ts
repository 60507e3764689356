import type { Session } from "@plumbline/aws-session/session";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import type { RunHeader } from "@plumbline/finding-model/run-report";
import { z } from "zod";
import { findType } from "./choose-types.ts";
import { usageError } from "./command-error.ts";
import type { GlobalOptions } from "./global-options.ts";

/** The accounts and regions that were named; undefined for any. */
export interface Limits {
  readonly accounts: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}
type Place = Pick<ResourceRef, "account" | "region" | "type">;

const regionsNamed = ({ regions }: GlobalOptions): readonly string[] | undefined => (regions.includes("all") ? undefined : regions);

/** Works out what was named; an organization stands for its active accounts that are not excluded. Rejects with an AwsError. */
export async function limitsOf(session: Session, options: GlobalOptions): Promise<Limits> {
  const { accounts, org, ou } = options;
  const isOrganization = org || ou.length > 0;
  return {
    accounts: accounts ?? (isOrganization ? (await session.accounts()).accounts.map(({ id }) => id) : undefined),
    regions: regionsNamed(options),
  };
}

/** Says why a resource is outside of what was named, undefined when it is not. A type without regions is in every one. */
export async function reasonOutside({ account, region, type }: Place, { accounts, regions }: Limits): Promise<string | undefined> {
  if (accounts && !accounts.includes(account)) return "not among the accounts that were named";
  if (!regions || regions.includes(region)) return undefined;
  const collector = await findType(type);
  const isAnywhere = collector?.scope === "global" && !(collector.base instanceof z.ZodObject && "region" in collector.base.shape);
  return isAnywhere ? undefined : "not among the regions that were named";
}

/** Tells whether a cell of the ledger is about what was named: a global type is listed in one region for all. */
export async function isCellNamed({ account, region, type }: Place, { accounts, regions }: Limits): Promise<boolean> {
  if (accounts && !accounts.includes(account)) return false;
  if (!regions || region === "*" || regions.includes(region)) return true;
  return (await findType(type))?.scope === "global";
}

/** The header of a run with only those of its accounts and regions that are named now; one where it did not look is a usage error. */
export function narrowRun(header: RunHeader, options: GlobalOptions): RunHeader {
  const { accounts: named, excludeAccount } = options;
  const regions = regionsNamed(options);
  const hint = "name only what the run looked at, or scan again";
  for (const id of named ?? [])
    if (!header.accounts.some((one) => one.id === id)) throw usageError(`run ${header.id} did not look at account ${id}`, hint);
  const accounts = header.accounts.filter(({ id }) => (named?.includes(id) ?? true) && !excludeAccount.includes(id));
  if (accounts.length === 0) throw usageError("no account is left to look at", "leave fewer accounts out");
  if (!regions) return { ...header, accounts };
  const seen = new Set(accounts.flatMap((one) => one.regions));
  // Nobody knows the regions of an account that could not be asked for them.
  const isSure = accounts.every((one) => one.regions.length > 0);
  for (const region of regions)
    if (isSure && !seen.has(region)) throw usageError(`run ${header.id} did not look at region ${region}`, hint);
  return { ...header, regionsAsked: [...regions], accounts: accounts.map((one) => ({ ...one, regions: [...regions] })) };
}
