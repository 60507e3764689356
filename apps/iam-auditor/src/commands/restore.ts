import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { RolesConfig } from "../config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";

/** `plumbline iam restore` */
export const addRestore: AddCommand = (group, io, result) => {
  addPlainOptions(addStoreOptions(group.command("restore")))
    .argument("<folder>", "an archive, as plumbline iam archive made it")
    .description("Puts the versions of an archive back into the database: all of them, or none where a file is not as its manifest says.")
    .action(async (folder: string, _options, self) => {
      const { restoreAndTell } = await loaded(import("../archive-and-tell.ts"));
      result.exitCode = await restoreAndTell(folder, parseOptions(RolesConfig, self), io);
    });
};
