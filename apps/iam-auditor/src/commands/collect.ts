import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { CollectConfig } from "../config.ts";
import { addCollectOptions } from "../options.ts";

const codes = "Exit codes: 0 all was seen, 2 usage, 3 something could not be looked at, 4 the database refused, 70 internal error.";

/** `plumbline iam collect` */
export const addCollect: AddCommand = (group, io, result) => {
  addCollectOptions(group.command("collect"))
    .description(
      `Writes who may do what into the inventory: of the session's own account and of those in the table of roles, of the organization with --org, or of accounts that are named. Changes nothing in AWS. ${codes}`,
    )
    .action(async (_options, self) => {
      const { collectAndTell } = await loaded(import("../collect-and-tell.ts"));
      result.exitCode = await collectAndTell(parseOptions(CollectConfig, self), io);
    });
};
