import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy } from "../decision-plan-config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { DecideConfig } from "../reviews/config.ts";

/** `plumbline review decide` */
export const addReviewDecide: AddCommand = (group, io, result) => {
  addBy(addPlainOptions(addStoreOptions(group.command("decide"))))
    .description(
      "Decides on one item, or on many by a file, all or nothing. A later word replaces an earlier one until the campaign closes, and both stay. Exit codes: 0 decided, 2 usage, 4 refused.",
    )
    .argument("<campaign>", "the campaign's id")
    .argument("[item]", "the item's id, as review list shows it")
    .argument("[verdict]", "keep or revoke")
    .option("--reason <text>", "why; demanded for revoke, and for keep of what is privileged")
    .option("--what <part>", "what is revoked: everything (default), login, keys or policies")
    .option("--hash <hash>", "what you saw it may do: refused where that has changed meanwhile")
    .option("--from <file>", "decisions as CSV, YAML or JSON: item, verdict, what, reason, permission_hash")
    .option("--admin", "decide in place of the reviewer")
    .action(async (campaign: string, item: string | undefined, verdict: string | undefined, _options, self) => {
      const { decideAndTell } = await loaded(import("../reviews/decide-and-tell.ts"));
      result.exitCode = await decideAndTell({ campaign, item, verdict }, parseOptions(DecideConfig, self), io);
    });
};
