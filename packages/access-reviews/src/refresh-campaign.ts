import { sql } from "kysely";
import { z } from "zod";
import { lockAccounts, type Work } from "./acting.ts";
import { againstDecided } from "./against-decided.ts";
import type { Gap } from "./campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { KeptSettings } from "./opening.ts";
import { passerOn } from "./pass-on.ts";
import { type AccountRoster, readRosters } from "./read-rosters.ts";
import { ReviewError } from "./review-error.ts";
import { isOwn } from "./routes.ts";
import { storeDocuments } from "./store-items.ts";

export interface Refreshed {
  /** Items whose permissions are now others than at the last look. */
  readonly changed: number;
  /** Items whose principal is no longer there. */
  readonly gone: number;
  readonly gaps: readonly Gap[];
}

/** Compares an open campaign with what its accounts hold now, as admin: what changed must be decided anew, what is gone needs no decision. */
export async function refreshCampaign(transaction: Work, { campaign, at }: { campaign: string; at: Date }): Promise<Refreshed> {
  await lockAccounts(transaction, campaign);
  const { state, accounts, kinds } = await getCampaign(transaction, campaign);
  if (state === "closed") throw new ReviewError("not-open", `campaign ${campaign} is closed`);
  const settings = await settingsOf(transaction, campaign);
  const { maxAgeHours } = settings;
  const gaps: Gap[] = [];
  let [changed, gone] = [0, 0];
  for await (const roster of readRosters(transaction, { at, accounts, kinds, maxAgeHours })) {
    const marked = await markAccount(transaction, { campaign, at, settings, roster });
    changed += marked.changed;
    gone += marked.gone;
    gaps.push(...roster.coverage.gaps);
  }
  return { changed, gone, gaps };
}

export async function settingsOf(transaction: Work, campaign: string): Promise<KeptSettings> {
  const { settings } = await transaction
    .selectFrom("campaigns")
    .select("settings")
    .where("campaign_id", "=", campaign)
    .executeTakeFirstOrThrow();
  return KeptSettings.parse(settings);
}

interface Marking {
  readonly campaign: string;
  readonly at: Date;
  readonly settings: KeptSettings;
  readonly roster: AccountRoster;
}

const Texts = z.array(z.string());

/**
 * Marks the items of one account whose principals changed, are gone, or are back. An item takes on the name by which its principal is known now, keeps
 * all its own names, and goes to somebody else where its reviewer is among them.
 */
export async function markAccount(
  transaction: Work,
  { campaign, at, settings, roster }: Marking,
): Promise<{ changed: number; gone: number }> {
  const { account, principals, documents } = roster;
  const rows = await transaction
    .selectFrom("review_items")
    .select(["item_id", "permission_hash", "gone_at", "principal_name", "via", "own_names", "reviewer", "reviewer_mail", "routed_by"])
    .where("campaign_id", "=", campaign)
    .where("account_id", "=", account)
    .execute();
  const now = new Map(principals.map((principal) => [principal.item, principal]));
  const isGone = rows.filter(({ item_id, gone_at }) => gone_at === null && !now.has(item_id)).map(({ item_id }) => item_id);
  const passOn = await passerOn(transaction, { campaign, account, settings });
  const differs = rows.flatMap((row) => {
    const principal = now.get(row.item_id);
    if (!principal) return [];
    const had = Texts.parse(row.own_names);
    const ownNames = [...new Set([...had, ...principal.ownNames])].sort();
    const isChanged = principal.permissionHash !== row.permission_hash || row.gone_at !== null;
    const isNamed = ownNames.length > had.length || principal.principalName !== row.principal_name || principal.via !== row.via;
    if (!isChanged && !isNamed) return [];
    const { reviewer, reviewer_mail: mail, routed_by: routedBy } = row;
    const routed = (isOwn(reviewer, ownNames) && passOn(reviewer, { kind: principal.kind, ownNames })) || { reviewer, mail, routedBy };
    return [{ ...principal, ...routed, ownNames, isChanged }];
  });
  if (isGone.length > 0)
    await sql`update review_items set gone_at = ${at} where campaign_id = ${campaign} and item_id = any(${isGone}::text[])`.execute(
      transaction,
    );
  if (differs.length > 0) {
    await storeDocuments(transaction, { campaign, account, documents });
    const standing = await againstDecided(transaction, { campaign, account, principals: differs });
    const marked = differs.map((principal) => ({
      ...{ ...principal, isPrivileged: principal.privilegedBecause.length > 0 },
      ...(standing.get(principal.item) ?? { decided: null, holdsMore: null }),
    }));
    await sql`
      update review_items i set permission_hash = r."permissionHash", permissions = r.permissions, is_privileged = r."isPrivileged",
        privileged_because = r."privilegedBecause", gone_at = null, decided_permissions = r.decided, holds_more = r."holdsMore",
        principal_name = r."principalName", via = r.via, own_names = r."ownNames", reviewer = r.reviewer, reviewer_mail = r.mail,
        routed_by = r."routedBy",
        changed_at = case when r."permissionHash" = i.permission_hash then i.changed_at else ${at}::timestamptz end
      from jsonb_to_recordset(${JSON.stringify(marked)}::text::jsonb) as r(item text, "permissionHash" text, permissions jsonb,
        "isPrivileged" boolean, "privilegedBecause" jsonb, "ownNames" jsonb, "principalName" text, via text, reviewer text, mail text, "routedBy" text, decided jsonb, "holdsMore" boolean)
      where i.campaign_id = ${campaign} and i.item_id = r.item`.execute(transaction);
  }
  return { changed: differs.filter(({ isChanged }) => isChanged).length, gone: isGone.length };
}
