import type { ApplyOptions } from "@plumbline/audit-kit/apply";
import type { Writer } from "@plumbline/audit-kit/define";
import { isOpen } from "@plumbline/audit-kit/settle";
import type { Session } from "@plumbline/aws-session/session";
import { watch } from "@plumbline/aws-session/watch";
import { writers } from "@plumbline/changes/registry.generated";
import type { PlannedChange } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { entryOf } from "@plumbline/run-store/chained-journal";
import { latestOf } from "@plumbline/run-store/journal";
import { takeLease } from "@plumbline/run-store/lease";
import type { StateStore } from "@plumbline/run-store/state";
import { CommandError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { limitsOf, reasonOutside } from "./limits.ts";
import { newRunId, openSession } from "./open-session.ts";
import { type Judging, type ReauditOptions, reauditBy } from "./reaudit.ts";
import { openStores, proveStores } from "./stores.ts";

const registry: Readonly<Record<string, () => Promise<Writer>>> = writers;
/** Finds the writer of a change; undefined for a change that this version does not know. */
export const writerOf = async (change: string): Promise<Writer | undefined> =>
  Object.hasOwn(registry, change) ? registry[change]?.() : undefined;

/** What every run that may write begins with: its name, a journal that takes entries, a session, and the last entry of each change. */
export interface Changing {
  readonly run: string;
  readonly session: Session;
  readonly latest: readonly JournalEntry[];
  readonly options: ApplyOptions;
  /** Why a change is outside of the accounts and regions that were named. */
  outside(changes: readonly PlannedChange[]): Promise<ReadonlyMap<PlannedChange, string>>;
  close(): void;
}

interface Asked extends ReauditOptions {
  readonly global: GlobalOptions;
  readonly allowIrreversible: boolean;
}

/** Proves the journal, signs in, and gathers what making and undoing changes have in common. An opened session stays open. */
export async function openChanging(
  { global, allowIrreversible, now, exceptions }: Asked,
  judgingOf: (session: Session) => Judging | Promise<Judging>,
  io: Io,
  opened?: Session,
): Promise<Changing> {
  const run = newRunId(io);
  const { endpointUrl: endpoint } = global;
  await proveStores(global, io);
  let own: Session | undefined;
  const signIn = async () => {
    if (opened) return opened;
    own ??= await openSession(global, run, io);
    return own;
  };
  const close = () => own?.close();
  try {
    const { journal, state } = await openStores(global, io, signIn);
    const readLatest = async () => {
      const entries = (await journal.readIntact()).map(entryOf).filter((entry) => entry.endpoint === endpoint);
      return [...latestOf(entries).values()];
    };
    const latest = await readLatest();
    const session = await signIn();
    const judging = await judgingOf(session);
    provePartition(session, judging);
    const begun = begunIn(latest);
    return {
      ...{ run, session, latest, close },
      options: {
        hold: holdBy(state, run, io),
        ...{ run, who: session.callerArn, connect: (place) => session.connect(place), writerOf, watch },
        ...{ reaudit: reauditBy(session, judging, { now, exceptions }), allowIrreversible, now: io.now, sleep: io.sleep },
        // Few are open: only for these the journal is read again, since the run that wrote one may have ended it meanwhile.
        isBegun: async (change) => begun(change) && begunIn(await readLatest())(change),
        latest: readLatest,
        journal: async (entry) => void (await journal.append(endpoint === undefined ? entry : { ...entry, endpoint })),
      },
      outside: (changes) => outsideNamed(changes, session, global),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** How long a resource is held after the last sign of life of the run that changes it. */
const seconds = 60;

/** Lets one run at a time change a resource, of all that share the state. */
const holdBy =
  (state: StateStore, run: string, { now }: Pick<Io, "now">): NonNullable<ApplyOptions["hold"]> =>
  async ({ account, region, type, id }) => {
    const taken = await takeLease(state, `resource/${account}/${region}/${type}/${id}`, { owner: run, seconds, now });
    return "lease" in taken ? taken.lease : taken;
  };

function provePartition(session: Session, { partition }: Judging): void {
  if (session.partition === partition) return;
  throw new CommandError(`the changes are of partition ${partition}, and the credentials of ${session.partition}`, {
    exitCode: exitCodes.refused,
    hint: `sign in to ${partition}`,
  });
}

const keyOf = ({ id, resource }: PlannedChange): string => JSON.stringify([id, resource]);

/** Tells which changes an earlier run began, and nobody knows yet how they ended. */
function begunIn(latest: readonly JournalEntry[]): (change: PlannedChange) => boolean {
  const begun = latest.filter((entry) => entry.action === "apply" && isOpen(entry));
  const keys = new Set(begun.map(({ change }) => keyOf(change)));
  return (change) => keys.has(keyOf(change));
}

/** Why changes must not be made: nobody who names accounts or regions expects a write elsewhere. */
async function outsideNamed(changes: readonly PlannedChange[], session: Session, global: GlobalOptions) {
  const limits = await limitsOf(session, global);
  const reasons = new Map<PlannedChange, string>();
  for (const change of changes) {
    const reason = await reasonOutside(change.resource, limits);
    if (reason !== undefined) reasons.set(change, reason);
  }
  return reasons;
}
