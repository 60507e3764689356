import { inShort } from "@plumbline/finding-model/faults-in";
import { AccountId } from "@plumbline/finding-model/resource";
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import type { Io } from "./io.ts";

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
  endpointUrl: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .refine((url) => !/\/\/[^/]*@/.test(url), "must hold no user and no password")
    .optional(),
  config: z.string().optional(),
  exceptions: z.string().optional(),
  output: z.string().min(1, "must name a folder").default("plumbline-output"),
  journal: z.string().min(1).optional(),
  state: z.string().min(1).optional(),
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

/** The flags that a variable can set too: PLUMBLINE_ and the flag's name, such as PLUMBLINE_ROLE_ARN. */
const variableOf = (flag: string): string => `PLUMBLINE_${flag.slice(2).toUpperCase().replaceAll("-", "_")}`;
const said = (variable: string): string => `(variable ${variable})`;

/** An option whose help names the variable that sets it too. */
export const option = (flags: string, text: string): Option => new Option(flags, `${text} ${said(variableOf(flags.split(" ")[0] ?? ""))}`);

/** Adds the options that every command which signs in to AWS takes; each but the last three can be set by a variable of the environment too. */
export function addGlobalOptions(command: Command): Command {
  return command
    .addOption(option("--profile <name>", "profile of the AWS configuration files"))
    .addOption(option("--role-arn <arns>", "role to assume first; several, comma-separated, are a chain").argParser(list))
    .addOption(option("--external-id <id>", "external id for the roles"))
    .addOption(option("--account-role <name>", "role to assume in every other account (default member_remediator)"))
    .addOption(option("--accounts <ids>", "accounts, comma-separated (default the session's own)").argParser(list))
    .addOption(option("--org", "all accounts of the organization"))
    .addOption(option("--ou <ids>", "only accounts below these organizational units").argParser(more))
    .addOption(option("--exclude-account <ids>", "accounts of the organization to leave out").argParser(more))
    .addOption(option("--regions <names>", "all (default), or regions, comma-separated").argParser(list))
    .addOption(option("--endpoint-url <url>", "send every call there, for an emulator"))
    .addOption(option("--config <file>", "configuration file (default plumbline.yaml, if there is one)"))
    .addOption(option("--exceptions <file>", "file of exceptions, beside those of the configuration"))
    .addOption(option("--output <folder>", "where runs and the journal are kept (default plumbline-output)"))
    .addOption(option("--journal <place>", "the journal: a file, or dynamodb://TABLE (default journal.jsonl below --output)"))
    .addOption(option("--state <place>", "what runs tell each other: a folder, or dynamodb://TABLE (default state below --output)"))
    .addOption(new Option("--format <name>", "what is printed on stdout; json everywhere"))
    .addOption(new Option("--quiet", "no progress and no log, only results and errors"))
    .addOption(new Option("--debug", "show the stack of an error"));
}

/**
 * Sets the options whose help names a variable from that variable, unless a flag has set them; an empty one says nothing. Commander's own
 * way would read the environment of the process, whatever surroundings the command was given.
 */
export function readVariables(command: Command, environment: Io["environment"]): void {
  for (const option of command.options) {
    const name = variableOf(option.long ?? "");
    const text = environment[name]?.trim();
    const key = option.attributeName();
    if (!option.description.endsWith(said(name)) || !text || command.getOptionValueSource(key) === "cli") continue;
    command.setOptionValueWithSource(key, option.isBoolean() ? toSwitch(text, name) : toValue(option, text, name), "env");
  }
}

/** The flags that were given, as the variables that say the same: for a function that is told everything by its environment. */
export function toVariables(command: Command): Record<string, string> {
  const told = command.options.flatMap((option): [string, string][] => {
    const [name, key] = [variableOf(option.long ?? ""), option.attributeName()];
    // The text of a list is its words with commas between, as a variable has it.
    return option.description.endsWith(said(name)) && command.getOptionValueSource(key) === "cli"
      ? [[name, String(command.getOptionValue(key))]]
      : [];
  });
  return Object.fromEntries(told);
}

function toValue(option: Option, text: string, name: string): unknown {
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text;
  } catch (cause) {
    if (cause instanceof InvalidArgumentError) throw usageError(`${name}: ${cause.message}`, undefined, cause);
    throw cause;
  }
}

function toSwitch(text: string, name: string): boolean {
  const known = { true: true, "1": true, yes: true, false: false, "0": false, no: false };
  const found = Object.entries(known).find(([word]) => word === text.toLowerCase());
  if (!found) throw usageError(`${name} is ${text}, which is neither true nor false`, `set ${name}=true, or unset it`);
  return found[1];
}

/** Whose accounts; two ways to say it can't go together. */
const Whose = z.object({
  accounts: z.array(z.string()).optional(),
  org: z.boolean().default(false),
  ou: z.array(z.string()).default([]),
  excludeAccount: z.array(z.string()).default([]),
});

/** Parses what commander gathered, for a command's own schema too; a bad value is a usage error that names the option. */
export function parseOptions<S extends z.ZodType>(schema: S, command: Command): z.output<S> {
  const parsed = schema.safeParse(command.optsWithGlobals());
  if (parsed.success) {
    const { accounts, org, ou, excludeAccount } = Whose.parse(parsed.data);
    const isOrganization = org || ou.length > 0;
    if (accounts && isOrganization)
      throw usageError(`--accounts and ${org ? "--org" : "--ou"} can't go together`, "leave one of them out; a variable may have set it");
    if (excludeAccount.length > 0 && !isOrganization)
      throw usageError(
        "--exclude-account leaves accounts of an organization out",
        "give --org or --ou too, or name the accounts that are wanted",
      );
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const option = `--${String(issue?.path[0] ?? "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageError(`${option}: ${inShort(issue?.message ?? "invalid")}`, `see ${pathOf(command)} --help`);
}

/** A command as it is called, such as `plumbline kdi upload`. */
export const pathOf = (command: Command): string => [...(command.parent ? [pathOf(command.parent)] : []), command.name()].join(" ");
