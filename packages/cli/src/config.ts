import { resolve } from "node:path";
import { NotifyConfig } from "@plumbline/delivery/config";
import { type Exception, ExceptionEntry } from "@plumbline/finding-model/exception";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { ApprovalRule } from "./approvals.ts";
import { readExceptionsFile } from "./exceptions-file.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { NotifyFirst, proveNotifyFirst } from "./notify-first.ts";
import { OldExceptions, oldExceptions } from "./old-exceptions.ts";
import { parseFile, readYaml, unreadable } from "./read-yaml.ts";

const Account = z.strictObject({
  name: z.string().optional().describe("How reports call it."),
  kind: z.enum(["dev", "prod"]).default("prod").describe("dev accounts get the checks on public instances."),
});
const KnownAccount = z.strictObject({
  id: AccountId.describe("Account id of 12 digits."),
  owner: z.string().min(1).describe("Who answers for it."),
  reason: z.string().min(1).describe("Why it may be shared with."),
});

/** What can't be said in a flag: kinds of accounts, who is known, settings of checks, exceptions. */
export const Config = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the schema of this file."),
  accounts: z.record(AccountId, Account).default({}).describe("Own accounts, by their ids."),
  knownAccounts: z.array(KnownAccount).default([]).describe("Third parties that may be shared with."),
  settings: z.record(z.string(), z.json()).default({}).describe("Settings by check id; plumbline checks show ID lists them."),
  exceptions: z.array(ExceptionEntry).default([]).describe("Findings that are left alone until a day."),
  exceptionsFile: z.string().min(1).optional().describe("A file of more exceptions; a relative path starts at the folder of this file."),
  approval: ApprovalRule.prefault({}).describe("Whose approval apply wants."),
  notify: NotifyConfig.optional().describe("Who is told what; nobody unless named."),
  journal: z.string().min(1).optional().describe("Where the journal is kept: a file, or dynamodb://TABLE; --journal goes before it."),
  state: z.string().min(1).optional().describe("Where runs tell each other what they do: a folder, or dynamodb://TABLE."),
  notifyFirst: NotifyFirst.optional().describe(
    "How long a change is announced before a run makes it, such as 7d; or that by check or pattern.",
  ),
  ...OldExceptions.shape,
});
/** The configuration with the exceptions of every source: its own, those of the exceptions file, and the four old variables. */
export type Config = Omit<z.infer<typeof Config>, "exceptions"> & { readonly exceptions: readonly Exception[] };

const defaultName = "plumbline.yaml";
const kind = { what: "the configuration", option: "--config" };

/**
 * Reads the configuration: the named file (YAML or JSON), or plumbline.yaml in the working folder when there is one; then the exceptions
 * file that `--exceptions` or the configuration names, and the old variables. What can't be read or is invalid ends the command before
 * any call is made, so that a broken list of exceptions changes nothing.
 */
export async function readConfig(
  { config: named, exceptions: exceptionsPath }: Pick<GlobalOptions, "config" | "exceptions">,
  { folder, environment }: Pick<Io, "folder" | "environment">,
): Promise<Config> {
  const path = resolve(folder, named ?? defaultName);
  const found = await readYaml(path, kind);
  if (!found && named !== undefined) throw unreadable(path, kind);
  const config = parseFile(Config, found?.raw ?? {}, path, kind);
  proveNotifyFirst(config.notifyFirst, config.notify !== undefined);
  const files = [
    ...(exceptionsPath === undefined ? [] : [resolve(folder, exceptionsPath)]),
    ...(config.exceptionsFile === undefined ? [] : [resolve(path, "..", config.exceptionsFile)]),
  ];
  const ofFiles = await Promise.all([...new Set(files)].map(readExceptionsFile));
  return { ...config, exceptions: [...config.exceptions, ...ofFiles.flat(), ...oldExceptions(config, environment)] };
}
