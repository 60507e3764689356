import { partitionOf } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import type { Exception } from "@plumbline/finding-model/exception";
import { proveCheck } from "./choose-checks.ts";
import { proveType } from "./choose-types.ts";
import { usageError } from "./command-error.ts";
import type { Config } from "./config.ts";
import { proveRegions } from "./prove-regions.ts";

const where = "an exception is of an ";

/**
 * Proves that every exception is of known checks and types, and of regions that are written as one: a misspelt one would cover nothing, and
 * let the change happen. Whether AWS has the regions is for `proveExceptionRegions`.
 */
export function proveExceptions(exceptions: readonly Exception[]): void {
  for (const { check = [], type = [], region = [] } of exceptions) {
    for (const one of check) proveCheck(one, where);
    for (const one of type) proveType(one, where);
    for (const one of region) proveForm(one);
  }
}

function proveForm(region: string): void {
  try {
    partitionOf(region);
  } catch (cause) {
    throw usageError(`${where}unknown region ${region}`, "give a region such as eu-west-1", cause);
  }
}

/** The regions that exceptions name, once each. */
export const regionsNamed = (exceptions: readonly Exception[]): string[] => [...new Set(exceptions.flatMap(({ region = [] }) => region))];

/**
 * Proves that AWS has every region of an exception; those of another partition pass, since nothing there is looked at. Asks AWS only when a
 * region is named. When AWS does not answer, what writes rejects, since a misspelt region covers nothing; what only reads goes on.
 */
export async function proveExceptionRegions(
  exceptions: readonly Exception[],
  session: Session,
  { writes }: { readonly writes: boolean },
): Promise<void> {
  const named = regionsNamed(exceptions).filter((region) => partitionOf(region) === session.partition);
  await proveRegions(session, named, {
    says: (region) => `${where}unknown region ${region}`,
    unasked: writes ? unasked(session) : undefined,
  });
}

const unasked = ({ callerAccount }: Session): string =>
  `nothing was changed; grant ec2:DescribeRegions in account ${callerAccount}, or take the regions out of the exceptions`;

/**
 * Proves that every account of an exception is a known one: of the configuration, of the session, or of its organization. The four old
 * variables were never held to that, and may name accounts that messages bring.
 */
export function proveExceptionAccounts(config: Config, known: Iterable<string>): void {
  const all = new Set(known);
  const stranger = accountsUnnamed(config).find((id) => !all.has(id));
  if (stranger !== undefined)
    throw usageError(
      `${where}unknown account ${stranger}`,
      "nothing was changed; mend it, or name the account below accounts of the configuration",
    );
}

/** The accounts of exceptions that the configuration does not name, but for those of the four old variables. */
export function accountsUnnamed({ accounts, knownAccounts, exceptions }: Config): string[] {
  const named = new Set([...Object.keys(accounts), ...knownAccounts.map(({ id }) => id)]);
  const all = exceptions.flatMap(({ expires, account = [] }) => (expires === undefined ? [] : account));
  return [...new Set(all)].filter((id) => !named.has(id));
}
