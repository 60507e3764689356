import { usageError } from "@plumbline/cli/command-error";
import { readConfig } from "@plumbline/cli/config";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { notifierOf } from "@plumbline/cli/notify";
import { newRunId } from "@plumbline/cli/open-session";
import { reportAndTell } from "@plumbline/cli/report-and-tell";
import { settleOpen } from "@plumbline/cli/settle";
import { withJournal } from "@plumbline/cli/stores";
import { entriesOf } from "@plumbline/run-store/chained-journal";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json"]).default("terminal") });

/** `plumbline verify` */
export const verifyCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline verify"))
    .description(
      "Finds out how changes ended that AWS was still working on, that could not be judged, or that a crash cut off, and journals it. Writes nothing to AWS. Exit code 4 when one is not verified.",
    )
    .argument("[what]", "only this run or change")
    .action(async (what: string | undefined, _options, command: Command) => {
      const global = parseOptions(Options, command);
      if (what !== undefined) await proveKnown(what, global, io);
      const settled = settleOpen(
        { global, takesBack: false, isWanted: ({ run, change }) => what === undefined || run === what || change.id === what },
        io,
      );
      const teller = await notifierOf(await readConfig(global, io), global, io);
      result.exitCode = await reportAndTell(settled, { run: what ?? newRunId(io), teller, format: global.format }, io).finally(
        teller.close,
      );
    });

async function proveKnown(what: string, global: GlobalOptions, io: Io): Promise<void> {
  const isKnown = await withJournal(global, io, async (journal) =>
    (await entriesOf(journal)).some(({ run, change }) => run === what || change.id === what),
  );
  if (!isKnown) throw usageError(`the journal has no run or change ${what}`, "plumbline journal lists them");
}
