import { toList } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";
import { addStoreOptions } from "../options.ts";

/** What every question takes. */
export const addQuestionOptions = (command: Command): Command =>
  addStoreOptions(command)
    .addOption(new Option("--account <ids>", "only these accounts, comma-separated").argParser(toList))
    .addOption(new Option("--max-age <age>", "warn of accounts whose oldest complete look was older then, such as 12h, 7d (default) or 2w"))
    .addOption(new Option("--format <name>", "text (default), json or csv"))
    .addOption(new Option("--json", "the same as --format json"))
    .addOption(new Option("--quiet", "no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));

export const addAtOption = (command: Command): Command =>
  command.option("--at <instant>", "as of then: a day (its end in UTC), an instant, an age such as 7d, or now (default)");

export const codes = "Exit codes: 0 told, 2 usage, 3 something had not been looked at then, 4 the database refused, 70 internal error.";
