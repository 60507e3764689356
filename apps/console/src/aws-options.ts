import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import { GlobalOptions, option, toList } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { reasonOf } from "@plumbline/run-store/error";
import type { Command } from "commander";
import { z } from "zod";
import type { Services } from "./frame/services.ts";

const passed = GlobalOptions.pick({
  ...({ profile: true, roleArn: true, externalId: true, accountRole: true, accounts: true, org: true } as const),
  ...({ endpointUrl: true, config: true, output: true, journal: true, state: true } as const),
});
/** What the console may do in AWS, by name alone, and how it signs in there. */
export const awsShape = {
  allowPlans: z.boolean().default(false),
  allowChanges: z.boolean().default(false),
  signingKey: z.string().min(1).optional(),
  ...passed.shape,
};
const AwsConfig = z.object(awsShape);
export type AwsConfig = z.output<typeof AwsConfig>;

const list = (text: string) => toList(text);

export const addAwsOptions = (command: Command): Command =>
  command
    .addOption(option("--allow-plans", "sign in to AWS and read there, to make plans of flags"))
    .addOption(option("--allow-changes", "let admins take changes back in AWS from a page, each typed out; this writes to AWS"))
    .addOption(option("--signing-key <file>", "Ed25519 private key in PEM that signs evidence packs"))
    .addOption(option("--profile <name>", "profile of the AWS configuration files"))
    .addOption(option("--role-arn <arns>", "role to assume first; several, comma-separated, are a chain").argParser(list))
    .addOption(option("--external-id <id>", "external id for the roles"))
    .addOption(option("--account-role <name>", "role to assume in every other account (default member_remediator)"))
    .addOption(option("--accounts <ids>", "accounts of plans and changes, comma-separated (default the session's own)").argParser(list))
    .addOption(option("--org", "all accounts of the organization"))
    .addOption(option("--endpoint-url <url>", "send every call there, for an emulator"))
    .addOption(option("--config <file>", "configuration file (default plumbline.yaml, if there is one)"))
    .addOption(option("--output <folder>", "where runs and the journal are kept (default plumbline-output)"))
    .addOption(option("--journal <place>", "the journal: a file, or dynamodb://TABLE (default journal.jsonl below --output)"))
    .addOption(option("--state <place>", "what runs tell each other: a folder, or dynamodb://TABLE (default state below --output)"));

/** What pages may use of AWS, and the key that packs are signed with. */
export async function awsServices(config: AwsConfig, io: Io): Promise<Services> {
  const { allowPlans, allowChanges, signingKey, journal, output, endpointUrl } = config;
  const global = GlobalOptions.parse(passed.parse(config));
  const { planMaker, undoer } = await import("./plans/aws-work.ts");
  const told = [
    ...(output === "plumbline-output" ? [] : ["--output", output]),
    ...(journal === undefined ? [] : ["--journal", journal]),
    ...(endpointUrl === undefined ? [] : ["--endpoint-url", endpointUrl]),
  ];
  return {
    ...(allowPlans ? { makePlan: planMaker(global, io) } : {}),
    ...(allowChanges ? { undo: undoer(global, io) } : {}),
    ...(signingKey === undefined ? {} : { signer: await signerOf(signingKey, io) }),
    commandOptions: told.map((word) => ` ${word}`).join(""),
  };
}

async function signerOf(path: string, { folder }: Pick<Io, "folder">) {
  const { keySigner } = await import("@plumbline/access-reviews/pack/signing");
  const full = resolve(folder, path);
  try {
    return keySigner(await readFile(full, "utf8"));
  } catch (cause) {
    throw usageError(
      `--signing-key: ${full} can't be used: ${reasonOf(cause)}`,
      "openssl genpkey -algorithm ed25519 -out KEY.pem makes one",
      cause,
    );
  }
}
