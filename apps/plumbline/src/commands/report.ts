import { resolve } from "node:path";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { coloursOf } from "@plumbline/cli/io";
import { formatReport, ReportFormat } from "@plumbline/cli/print-report";
import { outputFolder } from "@plumbline/cli/scan";
import { hubOption, importIntoHub } from "@plumbline/cli/security-hub";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { writeFile, writeStream } from "@plumbline/run-store/write";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({
  format: ReportFormat.default("terminal"),
  out: z.string().min(1).optional(),
  securityHub: z.boolean().default(false),
});

/** `plumbline report` */
export const reportCommand: MakeCommand = (io, result) =>
  addGlobalOptions(new Command("plumbline report"))
    .description(`Prints a finished run again. Formats: ${ReportFormat.options.join(", ")}.`)
    .argument("[run]", "id or folder of a run (default the newest)")
    .option("--out <file>", "write it into a file")
    .option(...hubOption)
    .action(async (run: string | undefined, _options, command: Command) => {
      const { format, out, securityHub, ...global } = parseOptions(Options, command);
      const report = await readRun(await findRun(outputFolder(global, io), run));
      const style = { width: io.columns, color: out === undefined && coloursOf(io) };
      const text = formatReport(report, format, style);
      await (out === undefined ? writeStream(io.stdout, text) : writeFile(resolve(io.folder, out), text));
      if (securityHub) result.exitCode = await importIntoHub(report, global, io);
    });
