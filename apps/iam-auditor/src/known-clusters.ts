import { parseArn } from "@plumbline/finding-model/arn";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { sql } from "kysely";

/** An EKS cluster that the inventory knows from inside. */
export interface KnownCluster {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
}

const prefix = "kubernetes/";

/** EKS clusters of an account of which records stand, or of which the last look was no whole one; sorted by ARN. */
export async function knownClusters(store: IamStore, account: string): Promise<readonly KnownCluster[]> {
  const { rows } = await store.as({ role: "collector", accounts: "all", subject: "collector" }, (transaction) =>
    sql<{ listing: string }>`
      select l.listing from listings l
      where l.account_id = ${account} and starts_with(l.listing, ${prefix}) and (
        exists (select from records r where r.listing = l.listing and r.deleted_at is null)
        or exists (select from cells c where c.listing = l.listing and c.at = l.at and c.outcome <> 'ok'))
      order by l.listing collate "C"`.execute(transaction),
  );
  return rows.flatMap(({ listing }) => {
    const own = listing.slice(prefix.length);
    const parsed = parseArn(own);
    const [kind, name = ""] = parsed?.resource.split("/") ?? [];
    return parsed?.service === "eks" && parsed.account === account && kind === "cluster" ? [{ arn: own, name, region: parsed.region }] : [];
  });
}
