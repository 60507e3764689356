import type { Tables } from "@plumbline/iam-store/tables";
import { sql, type Transaction } from "kysely";
import { holds } from "../tables/holds.ts";

type Work = Transaction<Tables>;

const named = sql<string>`coalesce(current_setting('plumbline.accounts', true), '')`;

/**
 * Accounts that somebody knows of, whoever looked at them: those of the tables of accounts and of roles, those of which anything was ever told,
 * members of the organization, and those that the viewer has a grant for by name. Members that are not active can't be looked at.
 * As far as the transaction's role may see, in order.
 */
export async function accountsToLookAt(transaction: Work, at: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ account_id: string }>`
    with members as (
      select distinct on (v.account_id) v.account_id, v.facts ->> 'status' as status from versions v
      where v.kind = 'organization_account' and (v.valid_to is null or ${holds("v", at)})
      order by v.account_id, (${holds("v", at)}) desc
    )
    select account_id from (
      select account_id from accounts
      union select aws_account_id from aws_cross_account_roles
      union select account_id from listings
      union select account_id from members
      union select unnest(string_to_array(${named}, ','))
    ) known
    where account_id ~ '^[0-9]{12}$' and account_id not in (select account_id from members where status <> 'ACTIVE')
    order by 1`.execute(transaction);
  return rows.map(({ account_id }) => account_id);
}

/** Whether the transaction acts for all of some accounts. */
export async function isGranted(transaction: Work, accounts: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select ${named} = '*' or ${accounts}::text[] <@ string_to_array(${named}, ',') as is`.execute(transaction);
  return rows[0]?.is === true;
}
