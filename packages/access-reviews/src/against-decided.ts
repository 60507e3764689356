import { sql } from "kysely";
import { z } from "zod";
import type { Work } from "./acting.ts";
import { otherNamesOf } from "./deciders.ts";
import { dropped, holdsMore } from "./holds-more.ts";
import { itemsWithDecision } from "./item-rows.ts";
import { Permissions } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { whyMaybeOwn } from "./routes.ts";

/** What the last decision on an item was about, and whether its principal now holds more, or turned out to be who may have kept it. */
export interface Standing {
  readonly decided: Permissions;
  readonly holdsMore: boolean;
}
const Row = z.object({
  ...{ item_id: z.string(), decided: Permissions.nullable(), own_names: z.array(z.string()) },
  ...{ verdict: z.string(), decided_by: z.string(), hash: z.string() },
});
const isOfNobodyKnown = ({ unseen = [] }: Permissions): boolean => unseen.some(({ part }) => part === "who");

/** Compares principals of an account with what was last decided on them; those nobody decided on are left out. */
export async function againstDecided(
  transaction: Work,
  { campaign, account, principals }: { campaign: string; account: string; principals: readonly Principal[] },
): Promise<ReadonlyMap<string, Standing>> {
  const ids = principals.map(({ item }) => item);
  const { rows } = await sql`
    select i.item_id, case when d.permission_hash = i.permission_hash then i.permissions else i.decided_permissions end as decided,
      i.own_names, d.verdict, d.decided_by, d.hash
    from ${itemsWithDecision} where i.campaign_id = ${campaign} and i.item_id = any(${ids}::text[]) and d.seq is not null`.execute(
    transaction,
  );
  const known = new Map(rows.map((row) => Row.parse(row)).map((row) => [row.item_id, row]));
  const pairs = principals.flatMap(({ item, permissions: now, ownNames }) => {
    const row = known.get(item);
    return row?.decided ? [{ ...row, item, decided: row.decided, now, ownNames: [...row.own_names, ...ownNames] }] : [];
  });
  const names = await otherNamesOf(transaction, { account, hashes: pairs.map(({ hash }) => hash) });
  const gone = pairs.flatMap(({ decided, now }) => dropped(decided, now).flatMap(({ sha256 }) => sha256 ?? []));
  const denying = await denyingOf(transaction, { campaign, account, hashes: [...new Set(gone)] });
  return new Map(
    pairs.map(({ item, decided, now, verdict, decided_by: by, hash, ownNames }) => {
      const isMore = holdsMore(decided, now, ({ sha256 }) => sha256 === null || denying.has(sha256));
      const isKeptUnknown = verdict === "keep" && isOfNobodyKnown(decided) && !isOfNobodyKnown(now);
      const isOwnWord = isKeptUnknown && whyMaybeOwn([by, ...(names.get(hash) ?? [])], ownNames) !== undefined;
      return [item, { decided, holdsMore: isMore || isOwnWord }];
    }),
  );
}

/** Those of some policies whose text speaks of Deny. */
async function denyingOf(
  transaction: Work,
  { campaign, account, hashes }: { campaign: string; account: string; hashes: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  const { rows } = await sql<{ sha256: string }>`select sha256 from review_documents
    where campaign_id = ${campaign} and account_id = ${account} and sha256 = any(${hashes}::text[])
      and document::text like '%Deny%'`.execute(transaction);
  return new Set(rows.map(({ sha256 }) => sha256));
}
