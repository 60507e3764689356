import { eventTable } from "@plumbline/audit-kit/generate";
import { chooseChecks } from "@plumbline/cli/choose-checks";
import { parseOptions, toList } from "@plumbline/cli/global-options";
import { print } from "@plumbline/cli/io";
import { patternsOf } from "@plumbline/cloudtrail-incremental/event-pattern";
import { pathsOf } from "@plumbline/cloudtrail-incremental/event-table";
import { cell, tableLines } from "@plumbline/reports/table";
import { Command } from "commander";
import { z } from "zod";
import type { MakeCommand } from "../make-command.ts";

const Options = z.object({
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  format: z.enum(["terminal", "json", "pattern"]).default("terminal"),
});

/** `plumbline events` */
export const eventsCommand: MakeCommand = (io) =>
  new Command("plumbline events")
    .description("Lists the CloudTrail events that chosen checks need, or prints them as patterns for rules of EventBridge.")
    .option("--checks <ids>", "checks, types or patterns, comma-separated (default all)", toList)
    .option("--exclude-checks <ids>", "checks to leave out", toList)
    .option("--format <name>", "terminal, json, or pattern: a pattern for each rule, by its name")
    .option("--debug", "show the stack of an error")
    .action(async (_options, self: Command) => {
      const { checks, excludeChecks, format } = parseOptions(Options, self);
      const rows = eventTable(await chooseChecks(checks, excludeChecks), ["tags"]);
      if (format === "pattern") return print(io.stdout, `${JSON.stringify(patternsOf(rows), null, 2)}\n`);
      const told = rows.map((row) => {
        const { type, source, name, effect, settleSeconds = 0 } = row;
        return { type, source, name, effect, paths: pathsOf(row), settleSeconds };
      });
      if (format === "json") return print(io.stdout, `${JSON.stringify(told, null, 2)}\n`);
      const cells = told.map(({ type, source, name, effect, settleSeconds }) =>
        [type, source.replace(".amazonaws.com", ""), name, effect, settleSeconds > 0 ? `settles after ${settleSeconds} s` : ""].map(
          (text) => cell(text),
        ),
      );
      const fits = cells[0]?.map(() => ({ fit: "whole" as const })) ?? [];
      const names = new Set(told.map(({ source, name }) => `${source} ${name}`));
      return print(io.stdout, `${tableLines(cells, fits, io.columns, "").join("\n")}\n${names.size} events\n`);
    });
