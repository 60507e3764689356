import type { Revocation } from "@plumbline/access-plans/revocation";
import type { Applied } from "@plumbline/audit-kit/apply";
import { CommandError } from "@plumbline/cli/command-error";
import type { GlobalOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { makeDecisionPlan } from "@plumbline/cli/plan-decisions";
import { withJournal } from "@plumbline/cli/stores";
import { changesToUndo, undoJournaled } from "@plumbline/cli/undo";
import type { Plan } from "@plumbline/finding-model/change";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import type { Tables } from "@plumbline/iam-store/tables";
import { StoreError } from "@plumbline/run-store/error";
import type { Transaction } from "kysely";
import { Refusal } from "../frame/refusal.ts";
import { importJournal } from "../imports/import-journal.ts";

export interface MadePlan {
  readonly plan: Plan;
  /** What could not be judged or counted, in words; nothing is planned for it. */
  readonly unseen: readonly string[];
}
/** Looks at AWS anew and says what would take away what was decided. Writes nothing. */
export type MakePlan = (revocations: readonly Revocation[]) => Promise<MadePlan>;

export interface Undone {
  readonly outcomes: readonly Pick<Applied, "status" | "reason">[];
  /** Keeps what the journal got. */
  keep(transaction: Transaction<Tables>): Promise<void>;
}
/** Takes back a change of the journal by its id; `isAllowed` says of each entry whether who asks may. */
export type Undo = (change: string, isAllowed: (entry: JournalEntry) => boolean) => Promise<Undone>;

/** The job of `plumbline iam flag --plan`. */
export const planMaker =
  (global: GlobalOptions, io: Io): MakePlan =>
  async (revocations) => {
    const { plan, unknown, uncounted, outside } = await told(() => makeDecisionPlan({ global, revocations }, io));
    const unseen = [
      ...unknown.map(({ check, resource }) => `${check} of ${resource.id} could not be judged`),
      ...uncounted,
      ...outside.map(({ account, principalName }) => `${principalName} is in account ${account}, which this console does not plan for`),
    ];
    return { plan, unseen };
  };

/** The job of `plumbline undo`. What it may not touch is refused before anything is. */
export const undoer =
  (global: GlobalOptions, io: Io): Undo =>
  async (change, isAllowed) => {
    const entries = await told(() => changesToUndo(change, global, io));
    if (!entries.every(isAllowed)) throw new Refusal(403, "The change is of an account too of which you are no admin.");
    const outcomes = await told(async () => {
      const made = [];
      for await (const one of undoJournaled(entries, global, io)) made.push(one);
      return made;
    });
    const stored = await withJournal(global, io, (journal) => journal.readIntact());
    return {
      outcomes,
      keep: async (transaction) => {
        await importJournal(transaction, stored, io.now());
      },
    };
  };

/** What a command says on one line is told on the page too; it names no secret. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CommandError || cause instanceof StoreError)) throw cause;
    const { message, hint } = cause;
    throw new Refusal(409, `${message}${hint === undefined ? "" : `. ${hint}`}.`, { cause });
  }
}
