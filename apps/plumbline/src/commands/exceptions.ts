import { type Config, readConfig } from "@plumbline/cli/config";
import { exceptionEntries } from "@plumbline/cli/exception-entries";
import { type ExceptionRow, exceptionRows } from "@plumbline/cli/exception-list";
import { warnExceptions } from "@plumbline/cli/exception-use";
import { exceptionsSchema } from "@plumbline/cli/file-schemas";
import { addGlobalOptions, GlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { makeLog } from "@plumbline/cli/log";
import { accountsUnnamed, proveExceptions, regionsNamed } from "@plumbline/cli/prove-exceptions";
import { outputFolder } from "@plumbline/cli/scan";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { cell, tableLines } from "@plumbline/reports/table";
import { counted, printable } from "@plumbline/reports/text";
import { StoreError } from "@plumbline/run-store/error";
import { findRun, readRun } from "@plumbline/run-store/read-run";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = GlobalOptions.extend({ format: z.enum(["terminal", "json", "yaml"]).default("terminal") });

/** `plumbline exceptions` */
export const exceptionsCommand: MakeCommand = (io) => {
  const command = new Command("plumbline exceptions").description("Lists the exceptions, proves them, or prints the schema of their file.");
  addGlobalOptions(command.command("list", { isDefault: true }))
    .description("lists each exception, how it stands, and how many findings of the newest run it covers; --format yaml writes entries")
    .action(async (_options, sub: Command) => list(parseOptions(Options, sub), io));
  addGlobalOptions(command.command("check"))
    .description("proves the configuration and its exceptions; exit code 2 when they can't be used")
    .argument("[file]", "a file of exceptions, as --exceptions")
    .action(async (file: string | undefined, _options, sub: Command) => {
      const options = parseOptions(Options, sub);
      await check(file === undefined ? options : { ...options, exceptions: file }, io);
    });
  command
    .command("schema")
    .description("prints the JSON Schema of a file of exceptions")
    .option("--debug", "show the stack of an error")
    .action(() => print(io.stdout, `${JSON.stringify(exceptionsSchema(), null, 2)}\n`));
  return command;
};

async function readProved(options: GlobalOptions, io: Io): Promise<Config> {
  const config = await readConfig(options, io);
  proveExceptions(config.exceptions);
  return config;
}

async function check(options: GlobalOptions, io: Io): Promise<void> {
  const config = await readProved(options, io);
  const log = makeLog(io, options);
  warnExceptions(config.exceptions, io.now(), log);
  for (const account of accountsUnnamed(config))
    log("warn", `account ${account} is not below accounts of the configuration; a run that does not know it either stops`, { account });
  const regions = regionsNamed(config.exceptions);
  if (regions.length > 0) log("info", `a run that signs in proves that AWS has ${regions.join(", ")}; nothing was asked now`);
  await print(io.stdout, `${counted(config.exceptions.length, "exception")}, all valid\n`);
}

async function list({ format, ...options }: z.infer<typeof Options>, io: Io): Promise<void> {
  const { exceptions } = await readProved(options, io);
  if (format === "yaml") return print(io.stdout, exceptionEntries(exceptions, io.now()));
  const run = await newestRun(options, io);
  const rows = exceptionRows(exceptions, io.now(), run);
  if (format === "json") return print(io.stdout, `${JSON.stringify(rows, null, 2)}\n`);
  await print(io.stdout, `${[...rowLines(rows, io.columns), counted(rows.length, "exception")].join("\n")}\n`);
}

const rowLines = (rows: readonly ExceptionRow[], columns: number): string[] => {
  const cells = rows.map(({ scope, state, findings, owner, ticket, reason }) =>
    [
      state,
      findings === undefined ? "-" : counted(findings, "finding"),
      scope,
      `${owner}${ticket === undefined ? "" : ` (${ticket})`}: ${reason}`,
    ].map((text) => cell(printable(text))),
  );
  return tableLines(cells, [{ fit: "whole" }, { fit: "whole" }, { fit: "prose" }, { fit: "prose" }], columns, "");
};

/** The newest finished run; undefined when there is none yet. */
async function newestRun(options: GlobalOptions, io: Io): Promise<RunReport | undefined> {
  try {
    return await readRun(await findRun(outputFolder(options, io), undefined));
  } catch (error) {
    if (error instanceof StoreError && error.code === "missing") return undefined;
    throw error;
  }
}
