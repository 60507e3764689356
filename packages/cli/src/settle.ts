import type { Applied } from "@plumbline/audit-kit/apply";
import { isOpen, settleChanges } from "@plumbline/audit-kit/settle";
import type { Session } from "@plumbline/aws-session/session";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { openChanging } from "./changing.ts";
import { readConfig } from "./config.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { knownOf } from "./targets.ts";

export interface SettleOptions {
  readonly global: GlobalOptions;
  readonly now?: Date | undefined;
  /** True when what did not cure may be taken back, which writes. */
  readonly takesBack: boolean;
  /** Only these; all that are open when left out. */
  isWanted?(entry: JournalEntry): boolean;
}

/**
 * Finds out how changes of earlier runs ended that AWS had not shown yet, that could not be judged, or that a crash cut off. Judges by the
 * settings of now. Those outside of the accounts and regions that were named are left as they are.
 */
export async function* settleOpen(options: SettleOptions, io: Io, opened?: Session): AsyncGenerator<Applied> {
  const { global, now, takesBack, isWanted = () => true } = options;
  const { settings, accounts, ...config } = await readConfig(global, io);
  const judgingOf = async (session: Session) => ({
    settings,
    knownAccounts: [...(await session.accounts()).knownAccounts, ...knownOf({ accounts, ...config })],
    accounts: Object.entries(accounts).map(([id, { kind }]) => ({ id, kind })),
    partition: session.partition,
    evaluatedAt: io.now().toISOString(),
  });
  const changing = await openChanging({ global, now, allowIrreversible: false }, judgingOf, io, opened);
  try {
    const open = changing.latest.filter((entry) => isOpen(entry) && isWanted(entry));
    const outside = await changing.outside(open.map(({ change }) => change));
    const wanted = open.filter(({ change }) => !outside.has(change));
    const ended = changing.latest.filter((entry) => !isOpen(entry));
    yield* settleChanges([...wanted, ...ended], { ...changing.options, takesBack });
  } finally {
    changing.close();
  }
}
