import type { Applied } from "@plumbline/audit-kit/apply";
import { isOpen } from "@plumbline/audit-kit/settle";
import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { notifierOf } from "@plumbline/cli/notify";
import { newRunId } from "@plumbline/cli/open-session";
import { reportAndTell } from "@plumbline/cli/report-and-tell";
import { settleOpen } from "@plumbline/cli/settle";
import { withJournal } from "@plumbline/cli/stores";
import type { JournalEntry } from "@plumbline/finding-model/journal";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import { latestOf } from "@plumbline/run-store/journal";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json"]).default("terminal") });

/** `plumbline verify` */
export const verifyCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline verify"))
    .description(
      "Finds out how changes ended that AWS was still working on, that could not be judged, or that a crash cut off, and journals it; of those that are named and have ended, says how. Writes nothing to AWS. Exit code 4 when one is not verified.",
    )
    .argument("[what]", "only this run or change")
    .action(async (what: string | undefined, _options, command: Command) => {
      const global = parseOptions(Options, command);
      const named = what === undefined ? undefined : await entriesNamed(what, global, io);
      const keys = named && new Set(named.map(keyOf));
      async function* all(): AsyncGenerator<Applied> {
        for (const { change, status, reason = "" } of named?.filter((entry) => !isOpen(entry)) ?? [])
          if (status !== "writing") yield { change, status, ...(reason === "" ? {} : { reason }) };
        yield* settleOpen({ global, takesBack: false, isWanted: (entry) => keys?.has(keyOf(entry)) ?? true }, io);
      }
      const teller = await notifierOf(await readConfig(global, io), global, io);
      result.exitCode = await reportAndTell(all(), { run: what ?? newRunId(io), teller, format: global.format }, io).finally(teller.close);
    });

const keyOf = ({ change: { id, resource } }: JournalEntry): string => JSON.stringify([id, resource]);

/** The last entries of the changes that a run or an id names, whoever wrote them. */
async function entriesNamed(what: string, global: GlobalOptions, io: Io): Promise<JournalEntry[]> {
  const entries = await withJournal(global, io, entriesOf);
  const keys = new Set(entries.filter(({ run, change }) => run === what || change.id === what).map(keyOf));
  if (keys.size === 0) throw usageError(`the journal has no run or change ${what}`, "plumbline journal lists them");
  return [...latestOf(entries).values()].filter((entry) => keys.has(keyOf(entry)));
}
