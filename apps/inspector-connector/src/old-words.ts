import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { nearest } from "@plumbline/cli/nearest";
import type { Command, Option } from "commander";

/** The options of Kenna's `aws_inspector2` task by their names there, and our flags. */
const optionFlags: Readonly<Record<string, string>> = {
  aws_access_key_id: "--aws-access-key-id",
  aws_secret_access_key: "--aws-secret-access-key",
  aws_session_token: "--aws-session-token",
  aws_regions: "--regions",
  aws_role_arn: "--role-arn",
  kenna_api_key: "--kenna-api-key",
  kenna_api_host: "--kenna-api-host",
  kenna_connector_id: "--kenna-connector-id",
  output_directory: "--output-directory",
  skip_autoclose: "--skip-autoclose",
  ignore_scanner_last_seen_time: "--ignore-scanner-last-seen-time",
};
const secretNames: ReadonlySet<string> = new Set(["aws_secret_access_key", "aws_session_token", "kenna_api_key"]);
const keysOfAws: ReadonlySet<string> = new Set(["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]);
const ownTask = "aws_inspector2";
const names = ["task", "debug", ...Object.keys(optionFlags)];
/** Where one option ends and the next begins: the toolkit takes spaces and colons. After a space an unknown name counts too, to be refused. */
const nextName = new RegExp(`\\s+(?=\\w+=)|[\\s:]+(?=(?:${names.join("|")})=|(?:help|readme)$)`);
const helpWords: ReadonlySet<string> = new Set(["help", "readme", "task:help", "task:readme"]);
const named = new RegExp(`^(${names.join("|")})=`);

/**
 * Translates the words of Kenna's toolkit, `aws_regions=us-east-1` and such, into our flags; all other words stay as they are. Several stand
 * in one word with spaces or colons between; quotes around a value are taken away. Throws a usage error for another task, and for a word
 * `name=value` whose name nobody knows; no message repeats a value. `known` are our flags.
 */
export const translateWords = (words: readonly string[], known: ReadonlySet<string> = new Set()): string[] =>
  words.flatMap((word, i) => {
    if (helpWords.has(word)) return ["--help"];
    if (named.test(word))
      return word
        .trim()
        .split(nextName)
        .flatMap((part) => translate(part, words[i + 1], known));
    // `--aws-regions` and `--aws-role-arn` are the same options with the dashes of ours.
    const [flag = "", ...value] = word.split("=");
    const ours = Object.hasOwn(optionFlags, bare(flag)) ? optionFlags[bare(flag)] : undefined;
    if (flag.startsWith("--") && ours !== undefined) return [[ours, ...value].join("=")];
    if (!isValueOf(words[i - 1])) proveKnown(word);
    return [word];
  });

const bare = (flag: string): string => flag.replace(/^--/, "").replaceAll("-", "_");
/** Whether a word may be the value of the one before it. */
const isValueOf = (before: string | undefined): boolean => before !== undefined && /^--?[^=]+$/.test(before);

function translate(word: string, next: string | undefined, known: ReadonlySet<string>): string[] {
  if (helpWords.has(word)) return ["--help"];
  if (!named.test(word)) proveKnown(word);
  const at = word.indexOf("=");
  const [name, value] = [word.slice(0, at), unquoted(word.slice(at + 1))];
  if (name === "task") {
    if (helpWords.has(value)) return ["--help"];
    if (value !== ownTask) throw usageError(`task= names another task than ${ownTask}, which this is`, "leave task= out");
    return [];
  }
  if (name === "debug") return toSwitch(value) ? ["--debug"] : [];
  // An empty value says nothing, as a variable that is not set does in a shell. But a space may have cut off the secret.
  const isFollowed = next !== undefined && !named.test(next) && !helpWords.has(next) && !known.has(next.split("=")[0] ?? "");
  if (value === "" && secretNames.has(name) && isFollowed) throw usageError(...wanting(name));
  return value === "" ? [] : [`${optionFlags[name] ?? name}=${value}`];
}

const unquoted = (text: string): string => /^\s*(["'])(.*)\1\s*$/.exec(text)?.[2] ?? text.trim();

function toSwitch(value: string): boolean {
  if (/^(true|1|yes)$/i.test(value)) return true;
  if (/^(false|0|no|)$/i.test(value)) return false;
  throw usageError("debug= is neither true nor false", "write debug=true, or leave it out");
}

function proveKnown(word: string): void {
  // What begins like an option may go on with its secret.
  const begun = names.find((name) => word.toLowerCase().startsWith(name));
  const [, other] = /^([a-z][a-z0-9]*(?:_+[a-z0-9]+)+)(?:[=:]|$)/i.exec(word) ?? [];
  if (begun !== undefined && (begun.includes("_") || word.length === begun.length)) throw usageError(...wanting(begun));
  if (other === undefined) return;
  const known = nearest(other, names);
  throw usageError(`there is no option ${other}`, known === undefined ? "see --help" : `did you mean ${known}=VALUE?`);
}

const wanting = (name: string) => [`${name} wants a value, as in ${name}=VALUE`, "write it without spaces around the ="] as const;

/** The variables that say an option, those of the toolkit first: `TOOLKIT_aws_regions`, in any case, then `AWS_REGIONS`. */
export const variablesOf = (name: string): [string, ...string[]] => [
  `TOOLKIT_${name}`,
  `TOOLKIT_${name.toUpperCase()}`,
  // The keys of AWS under their own names are the SDK's to read, with all that belongs to them.
  // DEBUG belongs to others.
  ...(keysOfAws.has(name) || name === "debug" ? [] : [name.toUpperCase()]),
];

/**
 * Sets a command's options from the toolkit's variables, unless a flag has set them; an empty one says nothing, and what the command has no
 * option for is left. They go before the PLUMBLINE_ ones. Secrets are read elsewhere.
 */
export function readOldVariables(command: Command, environment: Io["environment"]): void {
  for (const option of command.options) {
    const key = option.attributeName();
    const [name] = Object.entries(optionFlags).find(([, flag]) => flag === option.long) ?? ["debug"];
    if ((name === "debug" && option.long !== "--debug") || secretNames.has(name) || command.getOptionValueSource(key) === "cli") continue;
    // Where a pod signs in by a web identity, AWS_ROLE_ARN is the role that it has already.
    const isTaken = (variable: string) => variable === "AWS_ROLE_ARN" && Boolean(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]);
    const [variable, text] =
      variablesOf(name)
        .filter((one) => !isTaken(one))
        .map((one) => [one, unquoted(environment[one] ?? "")] as const)
        .find(([, value]) => value !== "") ?? [];
    if (variable === undefined || text === undefined) continue;
    const value = name === "debug" ? toSwitch(text) : parsed(option, text, variable);
    command.setOptionValueWithSource(key, value, "cli");
  }
}

function parsed(option: Option, text: string, variable: string): unknown {
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text;
  } catch (cause) {
    throw usageError(`${variable}: ${cause instanceof Error ? cause.message : String(cause)}`, "see --help", cause);
  }
}
