import { setTimeout as pause } from "node:timers/promises";
import type { Aws, PerListing } from "@plumbline/audit-kit/define";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { partOf } from "./part-of.ts";
import { unlessGone } from "./unless-gone.ts";

/** Columns are told apart by name, since AWS adds some; case of true and false varies. */
const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"]))
  .transform((text) => text === "true");
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const never = z.enum(["", "N/A", "no_information", "not_supported"]).transform(() => null);
const perhaps = z.union([never, instant]);

const keyColumns = {
  access_key_1_active: flag,
  access_key_1_last_rotated: perhaps,
  access_key_1_last_used_date: perhaps,
  access_key_2_active: flag,
  access_key_2_last_rotated: perhaps,
  access_key_2_last_used_date: perhaps,
};
const Keys = z.object(keyColumns);
/** AWS gives both slots always; `rotatedAt` is null in an empty one. It is the key's making, or when its status last changed. */
const keysOf = (row: z.output<typeof Keys>) =>
  [
    {
      slot: "key-1",
      isActive: row.access_key_1_active,
      rotatedAt: row.access_key_1_last_rotated,
      lastUsed: row.access_key_1_last_used_date,
    },
    {
      slot: "key-2",
      isActive: row.access_key_2_active,
      rotatedAt: row.access_key_2_last_rotated,
      lastUsed: row.access_key_2_last_used_date,
    },
  ] as const;

const UserRow = z
  .object({
    user_creation_time: instant,
    password_enabled: flag,
    password_last_used: perhaps,
    password_last_changed: perhaps,
    mfa_active: flag,
    ...keyColumns,
  })
  .transform((row) => ({
    createdAt: row.user_creation_time,
    hasPassword: row.password_enabled,
    passwordLastUsed: row.password_last_used,
    passwordChangedAt: row.password_last_changed,
    hasMfa: row.mfa_active,
    keys: keysOf(row),
  }));
/** What the report says of a user; an instant is null where AWS has none to tell, such as the use of what was never used. */
export type Credentials = z.output<typeof UserRow>;

const RootRow = z
  .object({ password_last_used: perhaps, ...keyColumns }, { error: "the credential report has no row of the root user" })
  .transform((row) => ({ passwordLastUsed: row.password_last_used, keys: keysOf(row) }));

const Row = z.record(z.string(), z.string());
type Row = z.output<typeof Row>;
const Entry = z.object({ user: Row.optional(), root: Row.nullable().optional() });

const rootName = "<root_account>";
const notThere = [
  ...(["CredentialReportNotPresentException", "ReportNotPresent", "CredentialReportExpiredException", "ReportExpired"] as const),
  ...(["CredentialReportNotReadyException", "ReportInProgress"] as const),
];
/** Milliseconds before each attempt: a small account's report is made in a moment, a large one's may take minutes. */
const waits: readonly number[] = [0, 100, 200, 400, 800, 1600, ...Array.from({ length: 39 }, () => 3000)];
const mostSeconds = waits.reduce((sum, one) => sum + one, 0) / 1000;

/** AWS did not finish the credential report in time; has the shape of a `Failure`. */
class ReportError extends Error {
  override readonly name = "ReportError";
  readonly kind = "timed-out";
  readonly hint = "run again: AWS goes on with the report meanwhile";
}

/** Has AWS make the report, waits until it is made, and reads it; an old or vanished one is made anew. */
async function download(aws: Aws, sleep: (milliseconds: number) => Promise<unknown>): Promise<string> {
  const { IAMClient, GenerateCredentialReportCommand, GetCredentialReportCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  for (const milliseconds of waits) {
    if (milliseconds > 0) await sleep(milliseconds);
    const { State } = await client.send(new GenerateCredentialReportCommand({}));
    if (State !== "COMPLETE") continue;
    const report = await unlessGone(notThere, () => client.send(new GetCredentialReportCommand({})));
    if (report) return new TextDecoder().decode(report.Content);
  }
  throw new ReportError(`AWS did not finish the credential report of ${aws.account} within ${Math.round(mostSeconds)} seconds`);
}

/**
 * Reads the credential report: users by name, and under the account's id the root user, whose row is known by its name and may be
 * anywhere. One function for both types, so that the report is fetched once. AWS makes a new one every four hours at most.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export async function readCredentialReport(
  aws: Aws,
  sleep: (milliseconds: number) => Promise<unknown> = pause,
): Promise<ReadonlyMap<string, z.input<typeof Entry>>> {
  const text = await download(aws, sleep);
  const rows = z.array(Row).parse(parse(text, { columns: true, bom: true, skip_empty_lines: true, relax_column_count_more: true }));
  const users = rows.filter(({ user }) => user !== rootName);
  const entries = new Map<string, { user?: Row; root?: Row | null }>(users.map((row) => [row["user"] ?? "", { user: row }]));
  const root = rows.find(({ user }) => user === rootName) ?? null;
  return entries.set(aws.account, { ...entries.get(aws.account), root });
}

const asked = { iam: ["iam:GenerateCredentialReport", "iam:GetCredentialReport"], per: "listing", fetch: readCredentialReport } as const;

/** A user's password, MFA and access keys. A user younger than the report is `absent`. */
export const credentials = { ...asked, schema: partOf(Entry, ({ user }) => user, UserRow) } satisfies PerListing;
/** When the root user's password and keys were last used. */
export const rootCredentials = { ...asked, schema: partOf(Entry, ({ root }) => root, RootRow) } satisfies PerListing;
