import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { codeOf, reasonOf } from "@plumbline/run-store/error";

const flags = { clientSecret: "--client-secret", carPassword: "--car-service-password", carToken: "--car-service-token" } as const;
type Name = keyof typeof flags;
const names: readonly Name[] = ["clientSecret", "carPassword", "carToken"];
/** The variables of IBM's connector. */
const variables: Readonly<Record<Name, string>> = {
  clientSecret: "CONFIGURATION_AUTH_AWS_SECRET_ACCESS_KEY",
  carPassword: "CAR_SERVICE_PASSWORD",
  carToken: "CAR_SERVICE_AUTHTOKEN",
};

export type Secrets = { readonly [K in Name]?: string };
export interface TakenSecrets {
  /** The words without secrets, so that no error can repeat one. */
  readonly words: readonly string[];
  readonly secrets: Secrets;
  /** Flags whose secret stood on the command line, where every user of the machine can read it. */
  readonly exposed: readonly string[];
}

/**
 * Takes the secrets out of the words: a flag's, that of a file which `FLAG-file` names, or a variable's, in this order. Of a word that is no
 * flag of ours nothing after `=` is left: it may be a secret whose flag is misspelt. Rejects with a usage error for a flag without a value, or
 * with one that does not stand apart from it.
 */
export async function takeSecrets(
  given: readonly string[],
  { environment, folder }: Io,
  known: ReadonlySet<string>,
): Promise<TakenSecrets> {
  const found: { [K in Name]?: string } = {};
  const [words, exposed]: [string[], string[]] = [[], []];
  const isFlag = (word: string) => ["--help", "-h"].includes(word) || known.has(word) || nameOf(word) !== undefined;
  for (let i = 0; i < given.length; i++) {
    const [flag = "", ...rest] = (given[i] ?? "").split("=");
    const name = nameOf(flag);
    if (name === undefined) {
      const isOurs = !flag.startsWith("-") || known.has(flag);
      if (!isOurs) proveApart(flag);
      words.push(isOurs ? (given[i] ?? "") : flag);
      continue;
    }
    const value = rest.length > 0 ? rest.join("=") : given[++i];
    if (value === undefined || value === "" || isFlag(value.split("=")[0] ?? "")) throw usageError(`${flag} wants a value`, "see --help");
    if (flag === flags[name]) exposed.push(flag);
    found[name] = flag === flags[name] ? value : await readSecret(flag, resolve(folder, value));
  }
  for (const name of names) {
    const told = environment[variables[name]]?.trim();
    if (told && found[name] === undefined) found[name] = told;
  }
  return { words, secrets: found, exposed };
}

const nameOf = (flag: string): Name | undefined => names.find((one) => flags[one] === flag || `${flags[one]}-file` === flag);

/** A word that begins like the flag of a secret may go on with the secret, and whoever calls it unknown would show it. */
function proveApart(word: string): void {
  const bare = (flag: string) => flag.replaceAll(/[-_]/g, "").toLowerCase();
  const name = names.find((one) => bare(word).startsWith(bare(flags[one])));
  if (name !== undefined)
    throw usageError(
      `${flags[name]} is misspelt, or its value does not stand apart from it`,
      `write ${flags[name]}-file FILE, or set ${variables[name]}`,
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

/** The environment in which AWS's own keys are those that were given as IBM's connector takes them; else the environment as it is. */
export function withAwsKeys(environment: Io["environment"], clientId: string | undefined, { clientSecret }: Secrets): Io["environment"] {
  if (clientId === undefined && clientSecret === undefined) return environment;
  if (clientId === undefined || clientSecret === undefined)
    throw usageError(
      `there is ${clientId === undefined ? "a secret key without an access key id" : "an access key id without its secret key"}`,
      `give both, or none of them; the secret key as ${variables.clientSecret} or --client-secret-file`,
    );
  const { AWS_SESSION_TOKEN: _token, AWS_PROFILE: _profile, ...others } = environment;
  return { ...others, AWS_ACCESS_KEY_ID: clientId, AWS_SECRET_ACCESS_KEY: clientSecret };
}
