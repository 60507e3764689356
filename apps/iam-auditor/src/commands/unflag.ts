import { addGlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy, FlagConfig } from "../decision-plan-config.ts";
import { addStoreOptions } from "../options.ts";

/** `plumbline iam unflag` */
export const addUnflag: AddCommand = (group, io, result) => {
  addBy(addStoreOptions(addGlobalOptions(group.command("unflag"))))
    .description("Takes a flag off, with a reason; both stay in the history.")
    .argument("<principal>", "as it was flagged, or the number of the flag")
    .option("--reason <text>", "why; it stays in the history")
    .option("--json", "the same as --format json")
    .action(async (principal: string, _options, self) => {
      const { unflagAndTell } = await loaded(import("../flag-and-tell.ts"));
      result.exitCode = await unflagAndTell(principal, parseOptions(FlagConfig, self), io);
    });
};
