import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { QuestionConfig } from "../questions/question-config.ts";
import { addAtOption, addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam escalations` */
export const addEscalations: AddCommand = (group, io, result) => {
  addAtOption(addQuestionOptions(group.command("escalations")))
    .description(`Tells who could gain permissions by a published method, on what, and which statements give each action. ${codes}`)
    .action(async (_options, self) => {
      const { askEscalations } = await loaded(import("../questions/escalations.ts"));
      result.exitCode = await askEscalations(parseOptions(QuestionConfig, self), io);
    });
};
