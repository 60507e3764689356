import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { parseArn } from "@plumbline/finding-model/arn";
import { reasonOf } from "@plumbline/run-store/error";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { RoleRow } from "./role-table.ts";

const optional = z
  .union([z.string(), z.number().transform(String), z.null()])
  .optional()
  .transform((text) => text?.trim() || undefined);

/** The account's digits where the row has them: the seed kept them as numbers, which have lost their zeros in front. */
const Row = z
  .looseObject({ role_arn: z.string(), aws_account_id: optional, external_id: optional })
  .transform(({ role_arn, aws_account_id, external_id }, context): RoleRow => {
    const account = accountOf(role_arn.trim());
    if (account === undefined) context.addIssue({ code: "custom", message: `${role_arn} is no ARN of a role` });
    else if (aws_account_id !== undefined && aws_account_id.padStart(12, "0") !== account)
      context.addIssue({ code: "custom", message: `${role_arn} is not of account ${aws_account_id}` });
    return { account: account ?? "", roleArn: role_arn.trim(), externalId: external_id };
  });

/** The account of a role's ARN; undefined for a text that is none. */
export function accountOf(roleArn: string): string | undefined {
  const parsed = parseArn(roleArn);
  const isRole = parsed?.service === "iam" && /^\d{12}$/.test(parsed.account) && /^role\/[\w+=,.@/-]+$/.test(parsed.resource);
  return isRole ? parsed.account : undefined;
}

/** Reads roles from a file; one wrong row refuses it all, as a usage error that names the row. */
export async function readRoles(file: string, { folder }: Pick<Io, "folder">): Promise<readonly RoleRow[]> {
  const rows = z.array(z.unknown()).safeParse(await readRows(resolve(folder, file)));
  if (!rows.success) throw usageError(`${file}: it is no list of roles`, "see plumbline iam roles import --help");
  return rows.data.map((row, index) => {
    const parsed = Row.safeParse(row);
    if (parsed.success) return parsed.data;
    throw usageError(`${file}: role ${index + 1}: ${parsed.error.issues[0]?.message ?? "invalid"}`, "nothing was taken of the file");
  });
}

/** The rows of a file of CSV with a head, or what a file of YAML or JSON holds. What can't be read is a usage error. */
export async function readRows(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, "utf8");
    return /\.csv$/i.test(path) ? parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) : parseYaml(text);
  } catch (cause) {
    throw usageError(`${path} can't be read: ${reasonOf(cause)}`, "give a file of CSV, YAML or JSON", cause);
  }
}
