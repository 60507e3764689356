import { option } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";

/** Where the inventory is. */
export const addStoreOptions = (command: Command): Command =>
  command
    .option("--database <url>", "PostgreSQL, as postgres://USER@HOST/NAME; with a password better by the variable DATABASE_URL")
    .addOption(option("--folder <folder>", "the embedded database's folder, where no server is named (default plumbline-output/iam)"));

/** What a command takes that asks AWS nothing. */
export const addPlainOptions = (command: Command): Command =>
  command
    .addOption(new Option("--format <name>", "text (default) or json"))
    .addOption(new Option("--json", "the same as --format json"))
    .addOption(new Option("--quiet", "no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));
