import { readActions, readingOf, writeActions } from "@plumbline/audit-kit/generate";
import { controlsByCheck } from "@plumbline/auditors/benchmarks/cis/every-edition";
import { referencesOf } from "@plumbline/auditors/benchmarks/frameworks";
import { chooseChecks, loadCheck } from "@plumbline/cli/choose-checks";
import { parseOptions } from "@plumbline/cli/global-options";
import { type Io, print } from "@plumbline/cli/io";
import { checkOf } from "@plumbline/finding-model/benchmark";
import { cell, tableLines } from "@plumbline/reports/table";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = z.object({ format: z.enum(["terminal", "json"]).default("terminal") });

/** `plumbline checks` */
export const checksCommand: MakeCommand = (io) => {
  const command = new Command("plumbline checks")
    .description("Lists the checks, or shows one.")
    .option("--debug", "show the stack of an error");
  command
    .command("list", { isDefault: true })
    .description("lists the checks")
    .option("--format <name>", "terminal or json")
    .action(async (_options, sub: Command) => list(io, parseOptions(Options, sub).format));
  command
    .command("show")
    .description("shows what one check reads, grants and mends")
    .argument("<id>", "such as sqs/not-public")
    .option("--format <name>", "terminal or json")
    .action(async (id: string, _options, sub: Command) => show(io, id, parseOptions(Options, sub).format));
  return command;
};

async function list(io: Io, format: "terminal" | "json"): Promise<void> {
  const auditors = await chooseChecks(undefined);
  const rows = auditors.map(({ id, title, severity, remediation }) => ({ id, severity, title, remediation: remediation?.summary ?? null }));
  if (format === "json") return print(io.stdout, `${JSON.stringify(rows, null, 2)}\n`);
  const cells = rows.map(({ id, severity, title, remediation }) =>
    [id, severity, remediation === null ? "" : "mends", title].map((text) => cell(text)),
  );
  const lines = tableLines(cells, [{ fit: "whole" }, { fit: "whole" }, { fit: "whole" }, { fit: "prose" }], io.columns, "");
  return print(io.stdout, `${lines.join("\n")}\n${rows.length} checks\n`);
}

const cisControls = async (check: string): Promise<string[]> =>
  ((await controlsByCheck()).get(check) ?? []).map(({ edition, id }) => `CIS ${edition} ${id}`);

async function show(io: Io, id: string, format: "terminal" | "json"): Promise<void> {
  const auditor = await loadCheck(id);
  const { title, severity, source, settings, remediation } = auditor;
  const shown = {
    ...{ id, title, severity, source, references: referencesOf(id), controls: await cisControls(checkOf(id)) },
    ...{ reads: readingOf(auditor), readActions: readActions([auditor], { find: true }) },
    settings: settings ? z.toJSONSchema(settings, { io: "input" }) : {},
    remediation: remediation?.summary ?? null,
    blastRadius: remediation ? { tells: remediation.blastRadius.tells ?? [], untold: remediation.blastRadius.untold ?? null } : null,
    changes: (remediation?.changes ?? []).map((change) => ({ name: change.name, title: change.title, undo: change.undo })),
    writeActions: writeActions([auditor]),
  };
  if (format === "json") return print(io.stdout, `${JSON.stringify(shown, null, 2)}\n`);
  const text = Object.entries(shown).map(
    ([key, value]) => `${key.padEnd(14)}${typeof value === "string" ? value : JSON.stringify(value)}\n`,
  );
  return print(io.stdout, text.join(""));
}
