import { addGlobalOptions, parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy, DecisionPlanConfig } from "../decision-plan-config.ts";
import { addStoreOptions } from "../options.ts";

/** `plumbline review outcomes` */
export const addReviewOutcomes: AddCommand = (group, io, result) => {
  addBy(addStoreOptions(addGlobalOptions(group.command("outcomes"))))
    .description(
      "Notes with a campaign what became of what it revoked: applied, verified, failed or undone, as the journal has it. The evidence pack shows it.",
    )
    .argument("<campaign>", "the campaign's id")
    .option("--json", "the same as --format json")
    .action(async (campaign: string, _options, self) => {
      const { noteOutcomes } = await loaded(import("../note-outcomes.ts"));
      result.exitCode = await noteOutcomes(campaign, parseOptions(DecisionPlanConfig, self), io);
    });
};
