import type { Work } from "../acting.ts";
import { getWholeCampaign } from "../get-campaign.ts";
import { ReviewError } from "../review-error.ts";
import { packContents } from "./pack-contents.ts";
import { sealPack } from "./seal-pack.ts";
import type { Signer } from "./signing.ts";

/**
 * The evidence pack of a closed campaign, a zip in pieces; the transaction must stay open until the last one. The same campaign gives the
 * same bytes, signed by Ed25519 too. Rejects with ReviewError `not-open` while the campaign is open, `not-all-accounts` as it says.
 */
export async function* buildPack(
  transaction: Work,
  { campaign: id, signer }: { campaign: string; signer?: Signer | undefined },
): AsyncGenerator<Buffer> {
  const campaign = await getWholeCampaign(transaction, id);
  const { closedAt, closedBy, name } = campaign;
  if (closedAt === null || closedBy === null)
    throw new ReviewError("not-open", `campaign ${id} is open: its pack is made when it is closed`);
  const chains = await transaction
    .selectFrom("review_accounts")
    .select(["account_id as account", "decisions", "head"])
    .where("campaign_id", "=", id)
    .orderBy("account_id")
    .execute();
  const contents = packContents(transaction, campaign, { chains, isSigned: signer !== undefined });
  yield* sealPack({ campaign: id, name, closedAt, closedBy, chains }, contents, signer);
}
