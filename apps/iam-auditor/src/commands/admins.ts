import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { QuestionConfig } from "../questions/question-config.ts";
import { addAtOption, addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam admins` */
export const addAdmins: AddCommand = (group, io, result) => {
  addAtOption(addQuestionOptions(group.command("admins")))
    .description(
      `Tells who may do everything, by own policies or by roles, and who else reaches far; conditions, boundaries and service control policies count. ${codes}`,
    )
    .action(async (_options, self) => {
      const { askAdmins } = await loaded(import("../questions/admins.ts"));
      result.exitCode = await askAdmins(parseOptions(QuestionConfig, self), io);
    });
};
