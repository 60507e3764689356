import { option, parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy } from "../decision-plan-config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { OpenConfig } from "../reviews/config.ts";

/** `plumbline review open` */
export const addReviewOpen: AddCommand = (group, io, result) => {
  addBy(addPlainOptions(addStoreOptions(group.command("open"))))
    .description(
      "Opens a review of who may do what, over what the inventory held at an instant, and finds each item's reviewer. Exit codes: 0 opened, or open already; 2 usage; 3 something was not seen, and nothing was opened; 4 refused.",
    )
    .requiredOption("--name <name>", "what people call it, such as 'Second quarter 2026'")
    .option("--id <id>", "its id: lower-case letters, digits, hyphens (default made of the name)")
    .requiredOption("--due <when>", "a day (its end, UTC), an instant, or so many days from now such as 14d")
    .option("--opens <when>", "from when on can be decided; a day is its beginning, UTC (default now)")
    .option("--at <when>", "the instant whose inventory is reviewed; a day is its beginning, UTC (default now)")
    .option("--accounts <ids>", "accounts, comma-separated (default all that were ever collected)", toList)
    .option("--kinds <kinds>", "of iam_user, iam_role, iam_membership, sso_assignment (default all)", toList)
    .addOption(option("--reviewers <file>", "who reviews what: CSV (reviewer, mail, alternate, account, business_unit, tag, kind) or YAML"))
    .addOption(option("--owner-tags <keys>", "tags that name the owner, comma-separated (default owner)").argParser(toList))
    .requiredOption("--default-reviewer <who>", "gets what nobody owns")
    .option("--alternate <who>", "decides on what is the default reviewer's own")
    .option("--max-age-hours <hours>", "an older look at an account is a gap (default 48)")
    .option("--accept-incomplete", "open although something was not seen; it stands in the evidence pack")
    .option(
      "--carry-over [campaign]",
      "take approvals over of what is unchanged and not privileged, of who decided by an address or whose mail is in the file of --reviewers (default from the campaign closed last)",
    )
    .action(async (_options, self) => {
      const { openAndTell } = await loaded(import("../reviews/open-and-tell.ts"));
      result.exitCode = await openAndTell(parseOptions(OpenConfig, self), io);
    });
};
