import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { RolesConfig } from "../config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";

/** `plumbline iam accounts` */
export const addAccounts: AddCommand = (group, io, result) => {
  const accounts = group
    .command("accounts")
    .description("What people know of accounts and AWS does not tell: owner, support team, security contact.");
  const commands = () => loaded(import("../accounts-and-tell.ts"));
  addPlainOptions(addStoreOptions(accounts.command("list")))
    .description("Shows what is known of each account.")
    .action(async (_options, self) => {
      result.exitCode = await (await commands()).listAccounts(parseOptions(RolesConfig, self), io);
    });
  addPlainOptions(addStoreOptions(accounts.command("import")))
    .argument("<file>", "CSV, YAML or JSON with account_id and any of name, business_unit, owner, support_team, security_contact")
    .description(
      "Takes what a file says of accounts: all of it, or nothing where a row is wrong. An empty field clears, one left out stays.",
    )
    .action(async (file: string, _options, self) => {
      result.exitCode = await (await commands()).importAccounts(file, parseOptions(RolesConfig, self), io);
    });
};
