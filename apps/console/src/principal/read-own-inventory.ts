import type { IamRecord } from "@plumbline/iam-model/kinds";
import { snapshotOf } from "@plumbline/iam-model/snapshot";
import { newestTold, type Told } from "@plumbline/iam-store/newest-told";
import { lookedAsOf } from "@plumbline/iam-store/read-as-of";
import type { Tables } from "@plumbline/iam-store/tables";
import { toRecord, type VersionRow, versionColumns } from "@plumbline/iam-store/version-row";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { holds } from "../tables/holds.ts";

/**
 * The part of the inventory that says what one user or role may do: its groups, their policies and its own, its boundary, and the
 * organization's policies for its account. A whole account may be large, and none of the rest counts.
 */
export async function readOwnInventory(transaction: Transaction<Tables>, principal: IamRecord, at: Date) {
  const { account, id } = principal;
  const select = async (where: RawBuilder<unknown>): Promise<IamRecord[]> => (await selectTold(where)).map(({ record }) => record);
  const selectTold = async (where: RawBuilder<unknown>): Promise<Told[]> => {
    const { rows } = await sql<VersionRow & { readonly listing: string; readonly valid_from: Date }>`
      select v.listing, v.valid_from, ${versionColumns} from versions v where ${where} and ${holds("v", at)} order by v.version_id`.execute(
      transaction,
    );
    return rows.map((row) => ({ listing: row.listing, record: toRecord(row), from: row.valid_from.toISOString() }));
  };
  const held = sql`v.kind in ('iam_attachment', 'iam_inline_policy', 'iam_membership')`;
  const own = await select(sql`v.principal_id = ${id} and v.account_id = ${account} and ${held}`);
  const names = own.flatMap((one) => (one.kind === "iam_membership" ? [one.facts.groupName] : []));
  const groups =
    names.length === 0 ? [] : await select(sql`v.kind = 'iam_group' and v.account_id = ${account} and v.name = any(${names}::text[])`);
  const ofGroups =
    groups.length === 0
      ? []
      : await select(sql`v.principal_id = any(${groups.map((group) => group.id)}::text[]) and v.account_id = ${account} and ${held}`);
  const boundary = "permissionsBoundary" in principal.facts ? principal.facts.permissionsBoundary : null;
  const arns = [...own, ...ofGroups].flatMap((one) => (one.kind === "iam_attachment" ? [one.facts.policyArn] : []));
  const wanted = typeof boundary === "string" ? [...arns, boundary] : arns;
  const policies =
    wanted.length === 0 ? [] : await select(sql`v.kind = 'iam_policy' and v.account_id = ${account} and v.arn = any(${wanted}::text[])`);
  // Several accounts may tell of one organization.
  const organization = await selectTold(
    sql`(v.kind = 'organization_account' and v.account_id = ${account} or v.kind = 'organization_policy')`,
  );
  const looked = await lookedAsOf(transaction, { at, accounts: [account] });
  return snapshotOf(
    at.toISOString(),
    [principal, ...own, ...groups, ...ofGroups, ...policies, ...newestTold(organization, looked)],
    looked,
  );
}
