import { parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { TrustConfig } from "../questions/question-config.ts";
import { addAtOption, addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam trust` */
export const addTrust: AddCommand = (group, io, result) => {
  addAtOption(addQuestionOptions(group.command("trust")))
    .addOption(new Option("--known-accounts <ids>", "accounts of others that are known, comma-separated").argParser(toList))
    .description(
      `Tells who from outside may assume roles: everyone, other accounts, identity providers; and what is asked of them. ${codes}`,
    )
    .action(async (_options, self) => {
      const { askTrust } = await loaded(import("../questions/trust.ts"));
      result.exitCode = await askTrust(parseOptions(TrustConfig, self), io);
    });
};
