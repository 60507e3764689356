import { awsListing } from "@plumbline/iam-model/listing";
import type { Projection } from "@plumbline/iam-model/projection";
import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";

const actor: Actor = { role: "collector", accounts: "all", subject: "collector" };

/** The regions of an account in which types were listed before, sorted. */
export async function knownRegions(store: IamStore, account: string, projections: readonly Projection[]): Promise<ReadonlySet<string>> {
  const types = new Set(projections.map(({ listing }) => listing));
  const rows = await store.as(actor, (transaction) =>
    transaction
      .selectFrom("listings")
      .select("listing")
      .where("listing", "like", `${awsListing({ account, region: "%", type: "%" })}`)
      .orderBy("listing")
      .execute(),
  );
  const named = rows.map(({ listing }) => listing.split("/"));
  return new Set(named.flatMap(([, , region = "", type = ""]) => (types.has(type) && region !== "*" && region !== "global" ? region : [])));
}
