import { addGlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../command.ts";
import { CollectConfig } from "../config.ts";
import { addStoreOptions } from "../options.ts";

const codes = "Exit codes: 0 all was seen, 2 usage, 3 something could not be looked at, 4 the database refused, 70 internal error.";

/** `plumbline iam collect` */
export const addCollect: AddCommand = (group, io, result) => {
  addStoreOptions(addGlobalOptions(group.command("collect")))
    .description(`Writes who may do what in the accounts into the inventory. Changes nothing in AWS. ${codes}`)
    .option("--local", "only the session's own account")
    .option("--json", "the same as --format json")
    .action(async (_options, self) => {
      const { collectAndTell } = await loaded(import("../collect-and-tell.ts"));
      result.exitCode = await collectAndTell(parseOptions(CollectConfig, self), io);
    });
};
