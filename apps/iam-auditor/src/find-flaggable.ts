import { usageError } from "@plumbline/cli/command-error";
import type { Flaggable } from "@plumbline/iam-store/flags";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";

export interface Found extends Flaggable {
  readonly name: string;
}
interface Row {
  account_id: string;
  kind: string;
  record_id: string;
  name: string;
}
const kinds = ["iam_user", "iam_role", "iam_group", "sso_user", "sso_group"];

/**
 * Finds what a person names: an account by its 12 digits; a principal by its ARN, its id, or its name, whose account may be told too. None,
 * or several of a name, is a usage error.
 */
export async function findFlaggable(
  transaction: Transaction<Tables>,
  named: string,
  accounts: readonly string[] | undefined,
): Promise<Found> {
  if (/^\d{12}$/.test(named)) return { account: named, kind: "account", recordId: named, name: named };
  const { rows } = await sql<Row>`select distinct account_id, kind, record_id, name from versions
    where valid_to is null and kind = any(${kinds}::text[]) and account_id <> '' and (record_id = ${named} or arn = ${named} or name = ${named})
      and ${accounts ? sql`account_id = any(${accounts}::text[])` : sql`true`}
    order by account_id, kind, record_id`.execute(transaction);
  const [first, second] = rows;
  if (!first)
    throw usageError(`the inventory has no user, role or group ${named}`, "give its ARN, or collect first: plumbline iam collect");
  if (second) {
    const all = rows.map(({ account_id, kind, record_id }) => `${account_id} ${kind} ${record_id}`).join(", ");
    throw usageError(`${named} may be any of ${all}`, "give its ARN or id, or --accounts");
  }
  return { account: first.account_id, kind: first.kind, recordId: first.record_id, name: first.name };
}
