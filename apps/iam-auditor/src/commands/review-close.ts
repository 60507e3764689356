import { option, parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy } from "../decision-plan-config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { CloseConfig } from "../reviews/config.ts";

/** `plumbline review close` */
export const addReviewClose: AddCommand = (group, io, result) => {
  addBy(addPlainOptions(addStoreOptions(group.command("close"))))
    .description(
      "Closes a campaign and writes its evidence pack. What nobody decided on is escalated and does not count as kept. Exit codes: 0 closed, 2 usage, 3 something was not seen at the closing, 4 refused.",
    )
    .argument("<campaign>", "the campaign's id")
    .option("-o, --pack <file>", "the pack (default CAMPAIGN.zip)")
    .option("--key <file>", "Ed25519 private key in PEM that signs the pack")
    .option("--kms-key <arn>", "key of KMS or alias that signs the pack: ECC_NIST_P256 or RSA, for SIGN_VERIFY; no file then holds a key")
    .addOption(option("--profile <name>", "profile of the AWS configuration files, for --kms-key"))
    .addOption(option("--role-arn <arns>", "role to assume first, for --kms-key").argParser(toList))
    .addOption(option("--external-id <id>", "external id for the role"))
    .addOption(option("--endpoint-url <url>", "send every call there, for an emulator"))
    .option("--early", "close before it is due although something is undecided")
    .action(async (campaign: string, _options, self) => {
      const { closeAndTell } = await loaded(import("../reviews/close-and-tell.ts"));
      result.exitCode = await closeAndTell(campaign, parseOptions(CloseConfig, self), io);
    });
};
