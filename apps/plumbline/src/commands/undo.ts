import { readConfig } from "@plumbline/cli/config";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, print } from "@plumbline/cli/io";
import { notifierOf } from "@plumbline/cli/notify";
import { reportAndTell } from "@plumbline/cli/report-and-tell";
import { changesToUndo, undoJournaled } from "@plumbline/cli/undo";
import { journalText } from "@plumbline/reports/plan-text";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ apply: z.boolean().default(false), format: z.enum(["terminal", "json"]).default("terminal") });

/** `plumbline undo` */
export const undoCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline undo"))
    .description(
      "Writes the state before a change back; without --apply it shows what it would do. Exit code 4 when a change could not be undone.",
    )
    .argument("<what>", "the id of a change or of a run; plumbline journal lists them")
    .option("--apply", "write to AWS")
    .action(async (what: string, _options, command: Command) => {
      const { apply, ...global } = parseOptions(Options, command);
      const entries = await changesToUndo(what, global, io);
      if (!apply) {
        const text =
          global.format === "json"
            ? `${JSON.stringify(entries, null, 2)}\n`
            : `${journalText(entries, { color: coloursOf(io), width: io.columns })}\n`;
        await print(io.stdout, `${text}${global.format === "json" ? "" : "Nothing was written. --apply takes these changes back.\n"}`);
        return;
      }
      const teller = await notifierOf(await readConfig(global, io), global, io);
      const told = { run: entries[0]?.run ?? what, teller, format: global.format };
      result.exitCode = await reportAndTell(undoJournaled(entries, global, io), told, io).finally(teller.close);
    });
