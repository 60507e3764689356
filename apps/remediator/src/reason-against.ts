import { partitionOf } from "@plumbline/aws-session/partition";
import { findType, typeNames } from "@plumbline/cli/choose-types";
import { nearest } from "@plumbline/cli/nearest";
import type { ResourceRef } from "@plumbline/finding-model/resource";

export interface Allowed {
  /** Undefined for any account. */
  readonly accounts: readonly string[] | undefined;
  /** Names, or `all` among them. */
  readonly regions: readonly string[];
}

/** Why a message must not be acted on: nobody who names accounts or regions expects a write elsewhere. */
export async function reasonAgainst({ account, region, type }: ResourceRef, { accounts, regions }: Allowed): Promise<string | undefined> {
  const collector = await findType(type);
  if (!collector) return `unknown resource type ${type}${hintOf(type)}`;
  if (!isRegion(region)) return `there is no region ${region}`;
  if (accounts && !accounts.includes(account)) return `account ${account} is none of those asked for`;
  if (collector.scope === "global" || regions.includes("all") || regions.includes(region)) return undefined;
  return `region ${region} is none of those asked for`;
}

function hintOf(type: string): string {
  const near = nearest(type, typeNames);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

function isRegion(region: string): boolean {
  try {
    partitionOf(region);
    return true;
  } catch {
    return false;
  }
}
