import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { codeOf, reasonOf } from "@plumbline/run-store/error";
import { usageError } from "./command-error.ts";
import type { Io } from "./io.ts";

/** A secret, the flag that says it, and the variables that do; `FLAG-file` names a file that holds it. */
export interface SecretFlag<N extends string> {
  readonly name: N;
  readonly flag: `--${string}`;
  /** Tried in this order; the first is the one that messages name. */
  readonly variables: readonly [string, ...string[]];
}

export interface TakenSecrets<N extends string> {
  /** The words without secrets, so that no error can repeat one. */
  readonly words: readonly string[];
  readonly secrets: ReadonlyMap<N, string>;
  /** Flags whose secret stood on the command line, where every user of the machine can read it. */
  readonly exposed: readonly string[];
}

/**
 * Takes the secrets out of the words: a flag's, that of a file which `FLAG-file` names, or a variable's, in this order. Of a word that is no
 * flag of ours (`known`) nothing after `=` is left: it may be a secret whose flag is misspelt. Rejects with a usage error for a flag without a
 * value, or with one that does not stand apart from it.
 */
export async function takeSecrets<N extends string>(
  flags: readonly SecretFlag<N>[],
  given: readonly string[],
  { environment, folder }: Pick<Io, "environment" | "folder">,
  known: ReadonlySet<string>,
): Promise<TakenSecrets<N>> {
  const found = new Map<N, string>();
  const [words, exposed]: [string[], string[]] = [[], []];
  const secretOf = (word: string) => flags.find(({ flag }) => flag === word || `${flag}-file` === word);
  const isFlag = (word: string) => ["--help", "-h"].includes(word) || known.has(word) || secretOf(word) !== undefined;
  for (let i = 0; i < given.length; i++) {
    const [flag = "", ...rest] = (given[i] ?? "").split("=");
    const secret = secretOf(flag);
    if (secret === undefined) {
      const isOurs = !flag.startsWith("-") || known.has(flag);
      if (!isOurs) proveApart(flags, flag);
      words.push(isOurs ? (given[i] ?? "") : flag);
      continue;
    }
    const value = rest.length > 0 ? rest.join("=") : given[++i];
    if (value === undefined || value === "" || isFlag(value.split("=")[0] ?? "")) throw usageError(`${flag} wants a value`, "see --help");
    if (flag === secret.flag) exposed.push(flag);
    found.set(secret.name, flag === secret.flag ? value : await readSecret(flag, resolve(folder, value)));
  }
  for (const { name, variables } of flags)
    for (const variable of variables) {
      const told = environment[variable]?.trim();
      if (told && !found.has(name)) found.set(name, told);
    }
  return { words, secrets: found, exposed };
}

/** A word that begins like the flag of a secret may go on with the secret, and whoever calls it unknown would show it. */
function proveApart(flags: readonly SecretFlag<string>[], word: string): void {
  const bare = (flag: string) => flag.replaceAll(/[-_]/g, "").toLowerCase();
  const secret = flags.find(({ flag }) => bare(word).startsWith(bare(flag)));
  if (secret !== undefined)
    throw usageError(
      `${secret.flag} is misspelt, or its value does not stand apart from it`,
      `write ${secret.flag}-file FILE, or set ${secret.variables[0]}`,
    );
}

/** What is not there may be the secret itself, so it is not shown. */
const notThere: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

async function readSecret(flag: string, path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (notThere.has(codeOf(error)))
      throw usageError(
        `${flag}: there is no such file`,
        "name a file that holds the secret, not the secret; its name is not repeated here",
      );
    throw usageError(`${flag}: can't read ${path}: ${reasonOf(error)}`, "name a file that holds the secret alone", error);
  });
  const secret = text.trim();
  if (secret === "" || secret.includes("\n"))
    throw usageError(`${flag}: ${path} does not hold one line`, "name a file that holds the secret alone");
  return secret;
}

/** Keys of AWS as an option and secrets gave them. */
export interface GivenKeys {
  readonly id: string | undefined;
  readonly secret: string | undefined;
  readonly token?: string | undefined;
}

/**
 * The environment in which AWS's own keys are those that were given; as it is when none were. Throws a usage error for one without the
 * other; `hint` says how the secret key is given.
 */
export function withAwsKeys(environment: Io["environment"], { id, secret, token }: GivenKeys, hint: string): Io["environment"] {
  if (id === undefined && secret === undefined && token === undefined) return environment;
  if (id === undefined || secret === undefined)
    throw usageError(
      id !== undefined
        ? "there is an access key id without its secret key"
        : `there is a ${secret === undefined ? "session token" : "secret key"} without an access key id`,
      `give both, or none of them; ${hint}`,
    );
  const { AWS_SESSION_TOKEN: _token, AWS_PROFILE: _profile, ...others } = environment;
  return {
    ...others,
    ...{ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret },
    ...(token === undefined ? {} : { AWS_SESSION_TOKEN: token }),
  };
}
