import type { PolicyText } from "@plumbline/iam-model/define-kind";
import { sql } from "kysely";
import type { Work } from "./acting.ts";
import type { Principal } from "./principal.ts";
import type { Routed } from "./routes.ts";

export interface NewItem {
  readonly principal: Principal;
  readonly ownNames: readonly string[];
  readonly businessUnit: string | null;
  readonly routed: Routed;
}
const batchSize = 500;

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += batchSize) yield all.slice(from, from + batchSize);
}

/** Writes the items of a new campaign. */
export async function storeItems(transaction: Work, campaign: string, items: readonly NewItem[]): Promise<void> {
  for (const batch of batches(items)) {
    const rows = batch.map(({ principal, ownNames, businessUnit, routed }) => ({
      ...{ ...principal, ownNames, businessUnit },
      ...{ isPrivileged: principal.privilegedBecause.length > 0, reviewer: routed.reviewer, mail: routed.mail, routedBy: routed.routedBy },
    }));
    await sql`
      insert into review_items (campaign_id, account_id, item_id, kind, record_id, principal_id, principal_name, arn, via, business_unit,
        opening_hash, opening_permissions, permission_hash, permissions, is_privileged, privileged_because, reviewer, reviewer_mail,
        routed_by, own_names)
      select ${campaign}, account, item, kind, "recordId", "principalId", "principalName", arn, via, "businessUnit",
        "permissionHash", permissions, "permissionHash", permissions, "isPrivileged", "privilegedBecause", reviewer, mail,
        "routedBy", "ownNames"
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(account text, item text, kind text, "recordId" text,
        "principalId" text, "principalName" text, arn text, via text, "businessUnit" text, "permissionHash" text, permissions jsonb,
        "isPrivileged" boolean, "privilegedBecause" jsonb, reviewer text, mail text, "routedBy" text, "ownNames" jsonb)`.execute(
      transaction,
    );
  }
}

/** Writes who was there when a campaign closed. */
export async function storeRoster(transaction: Work, campaign: string, principals: readonly Principal[]): Promise<void> {
  for (const batch of batches(principals)) {
    const rows = batch.map((principal) => ({ ...principal, isPrivileged: principal.privilegedBecause.length > 0 }));
    await sql`
      insert into review_rosters (campaign_id, account_id, item_id, kind, record_id, principal_id, principal_name, arn, via,
        permission_hash, permissions, is_privileged, privileged_because)
      select ${campaign}, account, item, kind, "recordId", "principalId", "principalName", arn, via, "permissionHash", permissions,
        "isPrivileged", "privilegedBecause"
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(account text, item text, kind text, "recordId" text,
        "principalId" text, "principalName" text, arn text, via text, "permissionHash" text, permissions jsonb, "isPrivileged" boolean,
        "privilegedBecause" jsonb)`.execute(transaction);
  }
}

/** Keeps the texts of policies; what is there already stays. */
export async function storeDocuments(
  transaction: Work,
  { campaign, account, documents }: { campaign: string; account: string; documents: ReadonlyMap<string, PolicyText> },
): Promise<void> {
  for (const batch of batches([...documents]))
    await sql`
      insert into review_documents (campaign_id, account_id, sha256, document)
      select ${campaign}, ${account}, sha256, document
      from jsonb_to_recordset(${JSON.stringify(batch.map(([sha256, document]) => ({ sha256, document })))}::text::jsonb)
        as r(sha256 text, document jsonb) on conflict do nothing`.execute(transaction);
}
