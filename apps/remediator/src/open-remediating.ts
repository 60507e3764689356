import { nothingSpent } from "@plumbline/audit-kit/brakes";
import { isOpen } from "@plumbline/audit-kit/settle";
import { once } from "@plumbline/aws-session/once";
import { chooseChecks, proveSettings } from "@plumbline/cli/choose-checks";
import { readConfig } from "@plumbline/cli/config";
import { warnExceptions } from "@plumbline/cli/exception-use";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { notifierOf } from "@plumbline/cli/notify";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { proveExceptionAccounts, proveExceptionRegions, proveExceptions } from "@plumbline/cli/prove-exceptions";
import { openStores, proveStores } from "@plumbline/cli/stores";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import { changeIds, latestOf } from "@plumbline/run-store/journal";
import type { Config } from "./config.ts";
import type { Journaled, Remediating } from "./remediate.ts";

/** What remediating takes, and the accounts that were asked for, by default the session's own. */
export interface Opened {
  readonly remediating: Remediating;
  readonly accounts: readonly string[];
}

/**
 * Proves checks, settings and exceptions, signs in, and finds out which accounts are known. Rejects before any message is acted on. The
 * caller closes the session.
 */
export async function openRemediating(config: Config, io: Io): Promise<Opened> {
  const runId = newRunId(io);
  const settings = await readConfig(config, io);
  const auditors = await chooseChecks(config.checks, config.excludeChecks);
  proveSettings(auditors, settings.settings);
  proveExceptions(settings.exceptions);
  warnExceptions(settings.exceptions, config.now === undefined ? io.now() : new Date(config.now), makeLog(io, config));
  if (config.remediate) await proveStores(config, io);
  const signIn = once(() => openSession(config, runId, io));
  const teller = await notifierOf(settings, config, io, () => signIn(""));
  const session = await signIn("");
  try {
    const { accounts, knownAccounts } = await session.accounts();
    proveExceptionAccounts(settings, knownAccounts);
    await proveExceptionRegions(settings.exceptions, session, { writes: config.remediate });
    const { journal } = await openStores(config, io, async () => session);
    const journaled = async () => toJournaled(await entriesOf(journal));
    const remediating = { config, settings, auditors, runId, session, teller, knownAccounts, journaled, spent: nothingSpent() };
    return { remediating, accounts: accounts.map(({ id }) => id) };
  } catch (error) {
    session.close();
    throw error;
  }
}

function toJournaled(entries: readonly JournalEntry[]): Journaled {
  const open = new Set([...latestOf(entries).values()].filter(isOpen).map(({ change }) => keyOf(change.resource)));
  return { containing: changeIds(entries), isLeftOpen: (resource) => open.has(keyOf(resource)) };
}

const keyOf = ({ account, region, type, id }: ResourceRef): string => JSON.stringify([account, region, type, id]);
