import { nothingSpent } from "@plumbline/audit-kit/brakes";
import { once } from "@plumbline/aws-session/once";
import { chooseChecks, proveSettings } from "@plumbline/cli/choose-checks";
import { readConfig } from "@plumbline/cli/config";
import { warnExceptions } from "@plumbline/cli/exception-use";
import type { Io } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { notifierOf } from "@plumbline/cli/notify";
import { newRunId, openSession } from "@plumbline/cli/open-session";
import { proveExceptionAccounts, proveExceptions } from "@plumbline/cli/prove-exceptions";
import { openStores, proveStores } from "@plumbline/cli/stores";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import { changeIds } from "@plumbline/run-store/journal";
import type { Config } from "./config.ts";
import type { Remediating } from "./remediate.ts";

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
    const { journal } = await openStores(config, io, async () => session);
    const containing = async () => changeIds(await entriesOf(journal));
    const remediating = { config, settings, auditors, runId, session, teller, knownAccounts, containing, spent: nothingSpent() };
    return { remediating, accounts: accounts.map(({ id }) => id) };
  } catch (error) {
    session.close();
    throw error;
  }
}
