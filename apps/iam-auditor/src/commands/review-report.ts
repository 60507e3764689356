import { parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { ReportConfig } from "../reviews/config.ts";

/** `plumbline review report` */
export const addReviewReport: AddCommand = (group, io, result) => {
  addPlainOptions(addStoreOptions(group.command("report")))
    .description(
      "Writes who may do what: users and permissions by business unit, or the audit report of one account for its owner. Exit codes: 0 written, 2 usage, 3 written, but something was not seen.",
    )
    .requiredOption("-o, --file <file>", "ends in .html, .pdf (printed by Chromium) or .csv")
    .option("--account <id>", "only this account")
    .option("--business-unit <name>", "only its accounts")
    .option("--at <when>", "a day or an instant (default now)")
    .option("--kinds <kinds>", "of iam_user, iam_role, sso_assignment (default these), iam_membership", toList)
    .option("--max-age-hours <hours>", "an older look at an account is told as a gap (default 48)")
    .action(async (_options, self) => {
      const { reportAndTell } = await loaded(import("../reviews/report-and-tell.ts"));
      result.exitCode = await reportAndTell(parseOptions(ReportConfig, self), io);
    });
};
