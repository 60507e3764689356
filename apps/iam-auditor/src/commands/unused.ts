import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { UnusedConfig } from "../questions/question-config.ts";
import { addAtOption, addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam unused` */
export const addUnused: AddCommand = (group, io, result) => {
  addAtOption(addQuestionOptions(group.command("unused")))
    .option("--days <count>", "not used for so many days (default 90)")
    .description(`Tells passwords, access keys and roles that nobody used, and passwords without MFA. ${codes}`)
    .action(async (_options, self) => {
      const { askUnused } = await loaded(import("../questions/unused.ts"));
      result.exitCode = await askUnused(parseOptions(UnusedConfig, self), io);
    });
};
