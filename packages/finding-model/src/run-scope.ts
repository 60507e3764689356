import type { Finding } from "./finding.ts";
import type { ResourceRef } from "./resource.ts";
import type { RunReport } from "./run-report.ts";

/** What a run looked at, so that what is missing in it can be told from what it did not look for. */
export interface Scope {
  readonly partition: string;
  readonly hasTags: boolean;
  readonly checks: ReadonlySet<string>;
  /** The regions of each account. */
  readonly regions: ReadonlyMap<string, ReadonlySet<string>>;
  /** How the listing of a type ended, by account and type, and then by region. */
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const keyOf = ({ account, type }: Pick<ResourceRef, "account" | "type">): string => `${account} ${type}`;

/** Reads it from the header and the coverage ledger; the findings are not read. */
export function scopeOf({ header, summary }: Pick<RunReport, "header" | "summary">): Scope {
  const lists = new Map<string, Map<string, string>>();
  for (const cell of summary.coverage) {
    if (cell.aspect !== "list") continue;
    const own = lists.get(keyOf(cell)) ?? new Map<string, string>();
    // Of several cells of one place, which a region that was lost may have, the worst counts.
    const known = own.get(cell.region);
    lists.set(keyOf(cell), own.set(cell.region, known === undefined || known === "ok" ? cell.outcome : known));
  }
  return {
    partition: header.partition,
    hasTags: header.tags !== undefined,
    checks: new Set(header.checks.map(({ id }) => id)),
    regions: new Map(header.accounts.map(({ id, regions }) => [id, new Set(regions)])),
    lists,
  };
}

/** From where a run lists a resource. `isEverywhere`: the run has it although its region was not asked for, as IAM users are. */
export interface Home {
  readonly region: string;
  readonly isEverywhere: boolean;
}

/**
 * From where a run listed a resource that it has a finding of: from its own region, or from that in which its global type is listed.
 * Undefined when the run does not tell.
 */
export function homeOf({ lists, regions }: Scope, resource: ResourceRef): Home | undefined {
  const own = lists.get(keyOf(resource));
  const isEverywhere = regions.get(resource.account)?.has(resource.region) === false;
  if (own?.has(resource.region)) return { region: resource.region, isEverywhere };
  const [only, ...more] = own?.keys() ?? [];
  return only === undefined || more.length > 0 ? undefined : { region: only, isEverywhere };
}

/** Why a run does not tell that a resource is gone or has nothing to judge; undefined when it looked and would have found it. */
export function whyNotLooked(scope: Scope, home: Home | undefined, { check, partition, resource }: Finding): string | undefined {
  const { account, region, type } = resource;
  if (scope.partition !== partition) return `the run is of partition ${scope.partition}`;
  if (!scope.checks.has(check)) return `the run did not ask ${check}`;
  const regions = scope.regions.get(account);
  if (!regions) return `the run did not look at account ${account}`;
  if (scope.hasTags) return "the run looked only at resources with certain tags";
  if (home === undefined) return `no run tells from where ${type} of ${region} is listed`;
  // A global listing tells of every region, and the run keeps those of the regions that were asked for.
  if (!home.isEverywhere && !regions.has(region)) return `the run did not look at ${region} in account ${account}`;
  const outcome = scope.lists.get(keyOf(resource))?.get(home.region);
  if (outcome === undefined) return `the run did not look at ${type} in ${home.region} of account ${account}`;
  return outcome === "ok" ? undefined : `${type} in ${home.region} of account ${account} could not be listed (${outcome})`;
}
