import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { inspect } from "node:util";
import { z } from "zod";

const spelt = "name where it is: { env: NAME } or { file: PATH }; the secret itself must not stand in the configuration";

/** Where a secret is: a variable of the environment, or a file of its own. */
export const SecretSource = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, spelt) }), z.strictObject({ file: z.string().min(1) })],
  { error: spelt },
);
export type SecretSource = z.infer<typeof SecretSource>;

const mark = "<secret>";
const shortest = 4;

/** A text that must not be printed: it shows as `<secret>` wherever it is written by mistake. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  /** Gives the text itself, for the one call that needs it. */
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return mark;
  }
  toJSON(): string {
    return mark;
  }
  [inspect.custom](): string {
    return mark;
  }
}

/** A secret is not where the configuration says. */
export class SecretError extends Error {
  override readonly name = "SecretError";
}

/** Reads a secret; spaces and line breaks around it are no part of it. Rejects with a SecretError when there is none. */
export async function readSecret(
  source: SecretSource,
  where: { readonly environment: Readonly<Record<string, string | undefined>>; readonly folder: string },
): Promise<Secret> {
  const text = "env" in source ? where.environment[source.env]?.trim() : await readText(resolve(where.folder, source.file));
  if (!text) throw new SecretError("env" in source ? `variable ${source.env} is not set` : `file ${source.file} is empty`);
  return new Secret(text);
}

const readText = async (path: string): Promise<string> => {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new SecretError(`can't read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
};

/**
 * Takes secrets out of a text that somebody else wrote: as they are, as a part of a URL, and in base64 as SMTP and HTTP send them, also
 * where it holds more than the secret, as AUTH PLAIN does.
 */
export function withoutSecrets(given: string, secrets: readonly Secret[]): string {
  const cores = secrets.flatMap((secret) => [0, 1, 2].map((before) => coreOf(secret.reveal(), before)));
  const text = given.replaceAll(/[\w+/-]{4,}={0,2}/g, (run) => {
    const usual = run.replaceAll("-", "+").replaceAll("_", "/");
    return cores.some((core) => core.length >= shortest && usual.includes(core)) ? mark : run;
  });
  const forms = secrets
    .map((secret) => secret.reveal())
    .flatMap((plain) => [plain, encodeURIComponent(plain), Buffer.from(plain).toString("base64"), ...partsOf(plain)])
    .filter((form) => form.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return forms.reduce((left, form) => left.replaceAll(form, mark), text);
}

/** The signs of base64 that the secret alone makes, when so many bytes stand before it: a sign holds six bits. */
const coreOf = (plain: string, before: number): string => {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(plain)]);
  return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
};

/** What is secret of a URL is its path and its query; its parts may be told one by one. */
const partsOf = (plain: string): string[] => {
  if (!URL.canParse(plain)) return [];
  const { pathname, search, password } = new URL(plain);
  const segments = pathname.split("/").filter((segment) => segment.length >= 8);
  return [`${pathname}${search}`, search, password, ...segments].filter((part) => part.length > 1);
};
