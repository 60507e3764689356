import { partitionOf } from "@plumbline/aws-session/partition";
import type { Exception } from "@plumbline/finding-model/exception";
import { proveCheck } from "./choose-checks.ts";
import { proveType } from "./choose-types.ts";
import { usageError } from "./command-error.ts";
import type { Config } from "./config.ts";

const where = "an exception is of an ";

/** Proves that every exception is of known checks, types and regions: a misspelt one would cover nothing, and let the change happen. */
export function proveExceptions(exceptions: readonly Exception[]): void {
  for (const { check = [], type = [], region = [] } of exceptions) {
    for (const one of check) proveCheck(one, where);
    for (const one of type) proveType(one, where);
    for (const one of region) proveRegion(one);
  }
}

function proveRegion(region: string): void {
  try {
    partitionOf(region);
  } catch (cause) {
    throw usageError(`${where}unknown region ${region}`, "give a region such as eu-west-1", cause);
  }
}

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
