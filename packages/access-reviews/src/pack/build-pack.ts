import { createHash } from "node:crypto";
import type { Work } from "../acting.ts";
import { canonicalJson } from "../digest.ts";
import { getWholeCampaign } from "../get-campaign.ts";
import { ReviewError } from "../review-error.ts";
import { contentNames, type Manifest, manifestName, signatureName } from "./manifest.ts";
import { packContents } from "./pack-contents.ts";
import { inPieces } from "./rows.ts";
import { type Signer, signatureOf } from "./signing.ts";
import { zipOf } from "./zip.ts";

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
  const files: Manifest["files"] = [];
  let manifest = Buffer.alloc(0);
  yield* zipOf([
    ...contentNames.map((file) => ({
      name: file,
      async *read() {
        const hash = createHash("sha256");
        let bytes = 0;
        for await (const piece of inPieces(contents[file]())) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
        files.push({ name: file, bytes, sha256: hash.digest("hex") });
      },
    })),
    {
      name: manifestName,
      async *read() {
        const body: Manifest = { format: "plumbline-evidence-pack/1", campaign: id, name, closedAt, closedBy, files, chains };
        manifest = Buffer.from(`${canonicalJson(body)}\n`);
        yield manifest;
      },
    },
    {
      name: signatureName,
      async *read() {
        yield Buffer.from(`${canonicalJson(await signatureOf(manifest, signer))}\n`);
      },
    },
  ]);
}
