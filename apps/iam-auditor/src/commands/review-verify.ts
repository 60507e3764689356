import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addPlainOptions } from "../options.ts";
import { VerifyConfig } from "../reviews/config.ts";

/** `plumbline review verify` */
export const addReviewVerify: AddCommand = (group, io, result) => {
  addPlainOptions(group.command("verify"))
    .description(
      "Checks an evidence pack: every file and byte, the chain of decisions, and the signature. It needs no database. Exit codes: 0 as it was made, 1 not (the first fault is named), 2 usage.",
    )
    .argument("<pack>", "the zip")
    .option("--public-key <file>", "the key that must have signed it, PEM")
    .action(async (pack: string, _options, self) => {
      const { verifyAndTell } = await loaded(import("../reviews/verify-and-tell.ts"));
      result.exitCode = await verifyAndTell(pack, parseOptions(VerifyConfig, self), io);
    });
};
