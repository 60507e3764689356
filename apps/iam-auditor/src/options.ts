import { addGlobalOptions, option, toList } from "@plumbline/cli/global-options";
import { type Command, Option } from "commander";

/** Where the inventory is. */
export const addStoreOptions = (command: Command): Command =>
  command
    .option("--database <url>", "PostgreSQL, as postgres://USER@HOST/NAME; with a password better by the variable DATABASE_URL")
    .addOption(option("--folder <folder>", "the embedded database's folder, where no server is named (default plumbline-output/iam)"));

/** What a command takes that asks AWS nothing. */
export const addPlainOptions = (command: Command): Command =>
  command
    .addOption(new Option("--format <name>", "text (default) or json"))
    .addOption(new Option("--json", "the same as --format json"))
    .addOption(new Option("--quiet", "no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));

/** Whose inventory is collected, and which parts of it. */
export const addCollectOptions = (command: Command): Command =>
  addStoreOptions(addGlobalOptions(command))
    .option("--json", "the same as --format json")
    .addOption(
      new Option("-a, --audit <which>", "local: the session's own account; remote: all others; all (default) (variable PLUMBLINE_AUDIT)"),
    )
    .addOption(option("--local", "only the session's own account"))
    .addOption(option("--account <id>", "only this account"))
    .addOption(option("--roles-file <file>", "roles into other accounts, CSV or YAML, instead of the table aws_cross_account_roles"))
    .addOption(
      option("--items <names>", "only these, comma-separated: users, groups, roles, policies, instances, tags, credentials, ...").argParser(
        toList,
      ),
    )
    .addOption(option("--accounts-at-once <count>", "accounts side by side (default 4)"));

/** Where the messages go that ask a processor to collect. */
export const addEnqueueOptions = (command: Command): Command =>
  addCollectOptions(command)
    .addOption(option("--sqs <url>", "queue that takes the messages"))
    .addOption(option("--sns <arn>", "topic that takes the messages"));
