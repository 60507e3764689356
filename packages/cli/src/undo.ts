import type { Applied } from "@plumbline/audit-kit/apply";
import { undoChanges } from "@plumbline/audit-kit/undo";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { openChanging } from "./changing.ts";
import { CommandError, usageError } from "./command-error.ts";
import { exitCodes } from "./exit-code.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { otherEndpoint } from "./of-run.ts";
import { withJournal } from "./stores.ts";

/** Takes journaled changes back, the last first. Those of another endpoint are refused. */
export async function* undoJournaled(entries: readonly JournalEntry[], global: GlobalOptions, io: Io): AsyncGenerator<Applied> {
  proveMadeThere(entries, global);
  const changes = entries.map((entry) => entry.change);
  const judging = {
    ...{ settings: {}, knownAccounts: [], accounts: [], evaluatedAt: io.now().toISOString() },
    partition: changes[0]?.partition ?? "aws",
  };
  const changing = await openChanging({ global, allowIrreversible: false }, () => judging, io);
  try {
    const outside = await changing.outside(changes);
    yield* undoChanges(changes, { ...changing.options, refuse: (change) => outside.get(change) });
  } finally {
    changing.close();
  }
}

const inEffectAfter = new Set<JournalEntry["status"]>(["verified", "applied", "in-progress", "failed", "writing"]);

/** Finds the changes that `undo` names: one by its id, or all of a run; only those that are in effect. */
export async function changesToUndo(named: string, global: GlobalOptions, io: Io): Promise<JournalEntry[]> {
  const { path, entries } = await withJournal(global, io, async (journal) => ({ path: journal.name, entries: await journal.readIntact() }));
  const inEffect = new Map<string, JournalEntry>();
  for (const entry of entries) {
    const key = JSON.stringify([entry.change.id, entry.change.resource]);
    if (entry.action === "apply" && inEffectAfter.has(entry.status)) inEffect.set(key, entry);
    if (entry.action === "undo" && entry.status === "undone") inEffect.delete(key);
  }
  const found = [...inEffect.values()].filter(({ change, run }) => change.id === named || run === named);
  proveMadeThere(found, global);
  if (found.length > 0) return found;
  const isKnown = entries.some(({ change, run }) => change.id === named || run === named);
  if (isKnown)
    throw new CommandError(`nothing of ${named} is in effect`, {
      exitCode: exitCodes.refused,
      hint: "plumbline journal shows what became of it",
    });
  throw usageError(`the journal ${path} has no run or change ${named}`, "plumbline journal lists them");
}

/** Refuses to take back at AWS what was done at an emulator, and the other way round. */
function proveMadeThere(entries: readonly JournalEntry[], global: GlobalOptions): void {
  for (const { change, endpoint } of entries) {
    const other = otherEndpoint(endpoint, global);
    if (other !== undefined)
      throw new CommandError(`the change ${change.id} ${other}`, {
        exitCode: exitCodes.refused,
        hint: "give the same --endpoint-url; plumbline journal --format json shows it",
      });
  }
}
