import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { AsOfConfig } from "../questions/question-config.ts";
import { addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam as-of` */
export const addAsOf: AddCommand = (group, io, result) => {
  addQuestionOptions(group.command("as-of"))
    .argument("<date>", "a day (its end in UTC), an instant, an age such as 7d, or now")
    .option("--principal <name>", "only this user or role, by name, id or ARN")
    .description(`Tells users and roles with their groups, policies, keys and MFA as they were then. ${codes}`)
    .action(async (date: string, _options, self) => {
      const { askAsOf } = await loaded(import("../questions/as-of.ts"));
      result.exitCode = await askAsOf(date, parseOptions(AsOfConfig, self), io);
    });
};
