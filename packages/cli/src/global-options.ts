import { AccountId } from "@plumbline/finding-model/resource";
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { usageError } from "./command-error.ts";

/** Cuts `a,b , c` at its commas; empty parts are left out. */
export const toList = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

export const GlobalOptions = z.object({
  profile: z.string().min(1).optional(),
  roleArn: z.array(z.string()).default([]),
  externalId: z.string().optional(),
  accountRole: z.string().optional(),
  accounts: z.array(AccountId).min(1).optional(),
  org: z.boolean().default(false),
  ou: z.array(z.string()).default([]),
  excludeAccount: z.array(AccountId).default([]),
  regions: z.array(z.string()).min(1).default(["all"]),
  endpointUrl: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  config: z.string().optional(),
  output: z.string().default("plumbline-output"),
  format: z.string().optional(),
  quiet: z.boolean().default(false),
  debug: z.boolean().default(false),
});
export type GlobalOptions = z.infer<typeof GlobalOptions>;

const list = (text: string) => {
  const parts = toList(text);
  if (parts.length === 0) throw new InvalidArgumentError("It is empty.");
  return parts;
};
const more = (text: string, before: string[] | undefined) => [...(before ?? []), ...list(text)];

/** Adds the options that every command which signs in to AWS takes; each can be set by a variable of the environment too. */
export function addGlobalOptions(command: Command): Command {
  const option = (flags: string, text: string, variable: string) => new Option(flags, text).env(variable);
  return command
    .addOption(option("--profile <name>", "profile of the AWS configuration files", "PLUMBLINE_PROFILE"))
    .addOption(
      option("--role-arn <arns>", "role to assume first; several, comma-separated, are a chain", "PLUMBLINE_ROLE_ARN").argParser(list),
    )
    .addOption(option("--external-id <id>", "external id for the roles", "PLUMBLINE_EXTERNAL_ID"))
    .addOption(
      option("--account-role <name>", "role to assume in every other account (default member_remediator)", "PLUMBLINE_ACCOUNT_ROLE"),
    )
    .addOption(option("--accounts <ids>", "accounts, comma-separated (default the session's own)", "PLUMBLINE_ACCOUNTS").argParser(list))
    .addOption(option("--org", "all accounts of the organization", "PLUMBLINE_ORG"))
    .addOption(option("--ou <ids>", "only accounts below these organizational units", "PLUMBLINE_OU").argParser(more))
    .addOption(option("--exclude-account <ids>", "accounts of the organization to leave out", "PLUMBLINE_EXCLUDE_ACCOUNT").argParser(more))
    .addOption(option("--regions <names>", "all (default), or regions, comma-separated", "PLUMBLINE_REGIONS").argParser(list))
    .addOption(option("--endpoint-url <url>", "send every call there, for an emulator", "PLUMBLINE_ENDPOINT_URL"))
    .addOption(option("--config <file>", "configuration file (default plumbline.yaml, if there is one)", "PLUMBLINE_CONFIG"))
    .addOption(option("--output <folder>", "where runs and the journal are kept (default plumbline-output)", "PLUMBLINE_OUTPUT"))
    .addOption(new Option("--format <name>", "what is printed on stdout; json everywhere"))
    .addOption(new Option("--quiet", "no progress and no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));
}

/** Parses what commander gathered, for a command's own schema too; a bad value is a usage error that names the option. */
export function parseOptions<S extends z.ZodType>(schema: S, command: Command): z.output<S> {
  const parsed = schema.safeParse(command.optsWithGlobals());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = `--${String(issue?.path[0] ?? "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageError(`${option}: ${issue?.message ?? "invalid"}`, `see ${command.name()} --help`);
}
