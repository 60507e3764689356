import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addDecisionPlanOptions, DecisionPlanConfig } from "../decision-plan-config.ts";

/** `plumbline review plan` */
export const addReviewPlan: AddCommand = (group, io, result) => {
  addDecisionPlanOptions(group.command("plan"))
    .description(
      "Says what would take away what a campaign decided to revoke; plumbline apply makes it, plumbline undo takes it back. The campaign must be closed, unless --before-close is given. In all accounts that were reviewed, unless some are named. Changes nothing in AWS. Exit codes: 0 planned, 2 usage, 3 something could not be judged.",
    )
    .argument("<campaign>", "the campaign's id")
    .option("--before-close", "plan what is decided so far, though the campaign is open and decisions may still change")
    .action(async (campaign: string, _options, self) => {
      const { planReview } = await loaded(import("../plan-review.ts"));
      const config = parseOptions(DecisionPlanConfig, self);
      result.exitCode = await planReview(campaign, { config, by: config.by }, io);
    });
};
