import { parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { DiffConfig } from "../questions/question-config.ts";
import { addQuestionOptions, codes } from "../questions/question-options.ts";

/** `plumbline iam diff` */
export const addDiff: AddCommand = (group, io, result) => {
  addQuestionOptions(group.command("diff"))
    .argument("<from>", "a day (its end in UTC), an instant, an age such as 7d, or now")
    .argument("<to>", "a later one")
    .addOption(
      new Option("--records <paths>", "files or folders of CloudTrail records that tell who did it, comma-separated").argParser(toList),
    )
    .description(`Tells who gained and lost what between two instants, and who did it as far as the records tell. ${codes}`)
    .action(async (from: string, to: string, _options, self) => {
      const { askDiff } = await loaded(import("../questions/diff.ts"));
      result.exitCode = await askDiff([from, to], parseOptions(DiffConfig, self), io);
    });
};
