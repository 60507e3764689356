import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Exception } from "@plumbline/finding-model/exception";
import { AccountId } from "@plumbline/finding-model/resource";
import { parse, type ScalarTag } from "yaml";
import { z } from "zod";
import { usageError } from "./command-error.ts";
import type { Io } from "./io.ts";

/** What can't be said in a flag: kinds of accounts, who is known, settings of checks, exceptions. */
export const Config = z.strictObject({
  /** `dev` accounts get the checks on public instances. */
  accounts: z.record(AccountId, z.strictObject({ name: z.string().optional(), kind: z.enum(["dev", "prod"]).default("prod") })).default({}),
  /** Third parties that may be shared with, each with an owner and a reason. */
  knownAccounts: z.array(z.strictObject({ id: AccountId, owner: z.string().min(1), reason: z.string().min(1) })).default([]),
  /** By check id; see `plumbline checks show ID`. */
  settings: z.record(z.string(), z.json()).default({}),
  exceptions: z.array(Exception).default([]),
});
export type Config = z.infer<typeof Config>;

const defaultName = "plumbline.yaml";

/** Twelve digits are an account id, not a number that loses its first zeros. */
const accountId: ScalarTag = { tag: "tag:yaml.org,2002:str", default: true, test: /^\d{12}$/, resolve: (text) => text };

/**
 * Reads the configuration: the named file (YAML or JSON), or plumbline.yaml in the working folder when there is one. A file that can't be
 * read or is invalid ends the command before any call is made, so that a broken list of exceptions changes nothing.
 */
export async function readConfig(named: string | undefined, { folder }: Pick<Io, "folder">): Promise<Config> {
  const path = resolve(folder, named ?? defaultName);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const isAbsent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isAbsent && named === undefined) return Config.parse({});
    throw usageError(
      `can't read the configuration ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      "name another file with --config",
      cause,
    );
  }
  return parseConfig(text, path);
}

function parseConfig(text: string, path: string): Config {
  let raw: unknown;
  try {
    raw = parse(text, { customTags: (tags) => [accountId, ...tags] });
  } catch (cause) {
    throw usageError(
      `the configuration ${path} is not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      "nothing was done; mend the file",
      cause,
    );
  }
  const config = Config.safeParse(raw ?? {});
  if (!config.success)
    throw usageError(`the configuration ${path} is invalid: ${z.prettifyError(config.error)}`, "nothing was done; mend the file");
  return config.data;
}
