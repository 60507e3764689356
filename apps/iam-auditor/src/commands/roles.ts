import { parseOptions } from "@plumbline/cli/global-options";
import { loaded } from "@plumbline/cli/loaded";
import type { AddCommand } from "../add-command.ts";
import { AddRoleConfig, RolesConfig } from "../config.ts";
import { addPlainOptions, addStoreOptions } from "../options.ts";

/** `plumbline iam roles` */
export const addRoles: AddCommand = (group, io, result) => {
  const roles = group
    .command("roles")
    .description("The roles by which other accounts are signed in to: the table aws_cross_account_roles.");
  const commands = () => loaded(import("../roles-and-tell.ts"));
  addPlainOptions(addStoreOptions(roles.command("list")))
    .description("Shows each role, whether it let us in when it was last tried, and why not.")
    .action(async (_options, self) => {
      result.exitCode = await (await commands()).listAndTell(parseOptions(RolesConfig, self), io);
    });
  addPlainOptions(addStoreOptions(roles.command("add")))
    .argument("<role-arn>", "the role's ARN, which tells its account")
    .option("--external-id <id>", "the external id that the role wants")
    .description("Puts a role into the table, or changes its external id.")
    .action(async (roleArn: string, _options, self) => {
      result.exitCode = await (await commands()).addAndTell(roleArn, parseOptions(AddRoleConfig, self), io);
    });
  addPlainOptions(addStoreOptions(roles.command("import")))
    .argument("<file>", "CSV with the columns role_arn and, if wanted, aws_account_id and external_id; or the same as YAML or JSON")
    .description("Puts the roles of a file into the table: all of them, or none where one is wrong.")
    .action(async (file: string, _options, self) => {
      result.exitCode = await (await commands()).importAndTell(file, parseOptions(RolesConfig, self), io);
    });
};
