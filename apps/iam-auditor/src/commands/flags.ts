import { addGlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { FlagConfig } from "../decision-plan-config.ts";
import { addStoreOptions } from "../options.ts";

/** `plumbline iam flags` */
export const addFlags: AddCommand = (group, io, result) => {
  addStoreOptions(addGlobalOptions(group.command("flags")))
    .description("Lists what is flagged.")
    .option("--history", "also the flags that were taken off")
    .option("--json", "the same as --format json")
    .action(async (_options, self) => {
      const { listAndTell } = await loaded(import("../flag-and-tell.ts"));
      result.exitCode = await listAndTell(parseOptions(FlagConfig, self), io);
    });
};
