import { option, parseOptions, toList } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { addBy } from "../decision-plan-config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";
import { RemindConfig } from "../reviews/config.ts";

/** `plumbline review remind` */
export const addReviewRemind: AddCommand = (group, io, result) => {
  addBy(addPlainOptions(addStoreOptions(group.command("remind"))))
    .description(
      "Marks what has changed since the opening, escalates what is due, and mails each reviewer who has to decide, once a day. Exit codes: 0 all were told, 2 usage, 3 somebody could not be told, 4 refused.",
    )
    .argument("<campaign>", "the campaign's id")
    .addOption(option("--smtp <host:port>", "the mail server").makeOptionMandatory())
    .addOption(option("--smtp-tls <how>", "starttls (default), implicit, or none on this machine only"))
    .addOption(option("--smtp-user <name>", "who signs in; the password is in the variable PLUMBLINE_SMTP_PASSWORD or a file"))
    .addOption(option("--smtp-password-file <file>", "file with the password"))
    .addOption(option("--smtp-ca <file>", "certificates to trust instead of the well-known ones, PEM"))
    .requiredOption("--from <address>", "the sender")
    .addOption(option("--mail-allowed <list>", "addresses and domains that mail may go to").argParser(toList).makeOptionMandatory())
    .addOption(option("--console-url <url>", "where the console is, for the mail"))
    .action(async (campaign: string, _options, self) => {
      const { remindAndTell } = await loaded(import("../reviews/remind-and-tell.ts"));
      result.exitCode = await remindAndTell(campaign, parseOptions(RemindConfig, self), io);
    });
};
