import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { ArchiveConfig } from "../config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";

/** `plumbline iam archive` */
export const addArchive: AddCommand = (group, io, result) => {
  addPlainOptions(addStoreOptions(group.command("archive")))
    .argument("<folder>", "a folder that is not there yet; an archive is never written again")
    .requiredOption("--until <day>", "what ended before this day (UTC) leaves the database, such as 2025-01-01")
    .description(
      "Moves versions that ended before a day into compressed files with a manifest. Earlier times can't be asked for until they are restored.",
    )
    .action(async (folder: string, _options, self) => {
      const { archiveAndTell } = await loaded(import("../archive-and-tell.ts"));
      result.exitCode = await archiveAndTell(folder, parseOptions(ArchiveConfig, self), io);
    });
};
