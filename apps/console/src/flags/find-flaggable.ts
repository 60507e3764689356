import type { Flaggable } from "@plumbline/iam-store/flags";
import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";
import { Refusal } from "../frame/refusal.ts";

const kinds = ["iam_user", "iam_role", "iam_group", "sso_user", "sso_group"];

/** Finds what a person names, among what they may see: an account by its 12 digits, a principal by its ARN, id or name. */
export async function findFlaggable(
  transaction: Transaction<Tables>,
  named: string,
  account: string | undefined,
): Promise<Flaggable & { readonly name: string }> {
  if (/^\d{12}$/.test(named)) {
    if (!(await isKnown(transaction, named)))
      throw new Refusal(404, `The inventory knows no account ${named}.`, { target: `account ${named}` });
    return { account: named, kind: "account", recordId: named, name: named };
  }
  const { rows } = await sql<{ account_id: string; kind: string; record_id: string; name: string }>`
    select distinct account_id, kind, record_id, name from versions
    where valid_to is null and kind = any(${kinds}::text[]) and account_id <> '' and (record_id = ${named} or arn = ${named} or name = ${named})
      and ${account === undefined ? sql`true` : sql`account_id = ${account}`}
    order by account_id, kind, record_id limit 10`.execute(transaction);
  const [first, second] = rows;
  if (!first) throw new Refusal(404, `The inventory of your accounts has no user, role or group ${named}.`, { target: named });
  if (second)
    throw new Refusal(
      409,
      `${named} may be any of ${rows.map((row) => `${row.account_id} ${row.kind} ${row.record_id}`).join(", ")}. Give its ARN or its id.`,
      { target: named },
    );
  return { account: first.account_id, kind: first.kind, recordId: first.record_id, name: first.name };
}

/** Whether the inventory, the organization or somebody tells of an account. */
async function isKnown(transaction: Transaction<Tables>, account: string): Promise<boolean> {
  const { rows } = await sql`
    select from accounts where account_id = ${account} union all select from listings where account_id = ${account}
    union all select from versions where account_id = ${account} and kind = 'organization_account' and valid_to is null limit 1`.execute(
    transaction,
  );
  return rows.length > 0;
}
