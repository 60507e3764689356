import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { addStoreOptions } from "../options.ts";
import { ListConfig } from "../reviews/config.ts";

/** `plumbline review list` */
export const addReviewList: AddCommand = (group, io, result) => {
  addStoreOptions(group.command("list"))
    .description("Shows campaigns, or the items of one. As csv it is a worksheet that review decide --from takes back.")
    .argument("[campaign]", "the campaign's id")
    .addOption(new Option("--format <name>", "text (default), json or csv"))
    .option("--json", "the same as --format json")
    .option("--reviewer <who>", "only what was routed or escalated to them")
    .option("--account <id>", "only of this account")
    .option("--business-unit <name>", "only of its accounts")
    .option("--kind <kind>", "only iam_user, iam_role, iam_membership or sso_assignment")
    .option("--state <state>", "only undecided, changed, kept, revoked or gone")
    .option("--privileged", "only what is privileged")
    .option("--text <text>", "only where a name or an ARN has it")
    .option("--debug", "show the stack of an error")
    .action(async (campaign: string | undefined, _options, self) => {
      const { listAndTell } = await loaded(import("../reviews/list-and-tell.ts"));
      result.exitCode = await listAndTell(campaign, parseOptions(ListConfig, self), io);
    });
};
