import { readFile } from "node:fs/promises";
import { faultsIn } from "@plumbline/finding-model/faults-in";
import { parse, type ScalarTag } from "yaml";
import type { z } from "zod";
import { usageError } from "./command-error.ts";

const textOf = (test: RegExp): ScalarTag => ({ tag: "tag:yaml.org,2002:str", default: true, test, resolve: (text) => text });
/** Twelve digits are an account id, not a number that loses its first zeros. */
const accountId = textOf(/^\d{12}$/);
const mend = "nothing was done; mend the file";

export interface FileKind {
  /** How errors call it, such as "the configuration". */
  readonly what: string;
  /** The option that names another one. */
  readonly option: string;
  /** What stays a text although YAML has it as a number, such as 1.10. */
  readonly texts?: RegExp;
}

/** Reads a file of YAML or JSON; undefined when there is none. What can't be read or parsed is a usage error. */
export async function readYaml(path: string, { what, option, texts }: FileKind): Promise<{ readonly raw: unknown } | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw unreadable(path, { what, option }, cause);
  }
  try {
    return { raw: parse(text, { customTags: (tags) => [...(texts ? [textOf(texts)] : []), accountId, ...tags] }) };
  } catch (cause) {
    throw usageError(`${what} ${path} is not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`, mend, cause);
  }
}

export const unreadable = (path: string, { what, option }: FileKind, cause?: unknown) =>
  usageError(
    `can't read ${what} ${path}: ${cause instanceof Error ? cause.message : "ENOENT: no such file"}`,
    `name another file with ${option}`,
    cause,
  );

/** Parses what a file holds; what does not fit is a usage error that names the place. */
export function parseFile<S extends z.ZodType>(schema: S, raw: unknown, path: string, { what }: FileKind): z.output<S> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw usageError(`${what} ${path} is invalid: ${faultsIn(parsed.error)}`, mend);
  return parsed.data;
}
