import { usageError } from "@plumbline/cli/command-error";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf, print } from "@plumbline/cli/io";
import { journalPath, outputFolder } from "@plumbline/cli/scan";
import { journalText } from "@plumbline/reports/plan-text";
import { readJournal } from "@plumbline/run-store/journal";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json"]).default("terminal") });

/** `plumbline journal` */
export const journalCommand: MakeCommand = (io) =>
  addGlobalOptions(new Command("plumbline journal"))
    .description("Shows what was changed, by whom, and what became of it.")
    .argument("[what]", "only this run or change")
    .action(async (what: string | undefined, _options, command: Command) => {
      const global = parseOptions(Options, command);
      const path = journalPath(outputFolder(global, io));
      const all = await readJournal(path);
      const entries = all.filter(({ run, change }) => what === undefined || run === what || change.id === what);
      if (entries.length === 0 && all.length > 0)
        throw usageError(`the journal ${path} has no run or change ${what}`, "plumbline journal lists them");
      if (global.format === "json") return print(io.stdout, `${JSON.stringify(entries, null, 2)}\n`);
      return print(
        io.stdout,
        entries.length === 0 ? "The journal has no entries.\n" : `${journalText(entries, { color: coloursOf(io), width: io.columns })}\n`,
      );
    });
