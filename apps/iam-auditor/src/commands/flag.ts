import { usageError } from "@plumbline/cli/command-error";
import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addDecisionPlanOptions, addWhat, FlagConfig } from "../decision-plan-config.ts";

/** `plumbline iam flag` */
export const addFlag: AddCommand = (group, io, result) => {
  addWhat(addDecisionPlanOptions(group.command("flag")))
    .description(
      "Flags a principal or an account with a reason; with --plan says what would cut those off that are flagged, for plumbline apply, in all accounts unless some are named. Changes nothing in AWS. Exit codes: 0 flagged or planned, 2 usage, 3 something could not be judged.",
    )
    .argument("[principal]", "a user, role or group by its ARN, id or name, or an account by its id; with --plan all that are flagged")
    .option("--reason <text>", "why; it stays in the history")
    .option("--plan", "make a plan for what is flagged")
    .action(async (principal: string | undefined, _options, self) => {
      const { flagAndTell, planFlagged } = await loaded(import("../flag-and-tell.ts"));
      const config = parseOptions(FlagConfig, self);
      if (config.plan) result.exitCode = await planFlagged(principal, config, io);
      else if (principal === undefined) throw usageError("nobody is named to be flagged", "give a principal, or --plan");
      else result.exitCode = await flagAndTell(principal, config, io);
    });
};
