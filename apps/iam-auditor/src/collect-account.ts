import type { Limit, Place } from "@plumbline/audit-kit/survey";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Cell } from "@plumbline/finding-model/coverage";
import type { Kind } from "@plumbline/iam-model/kinds";
import { awsListing } from "@plumbline/iam-model/listing";
import { lookAtListing } from "@plumbline/iam-model/look-at-listing";
import type { Projection } from "@plumbline/iam-model/projection";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { Tally } from "@plumbline/iam-store/put-records";
import { writeListing } from "@plumbline/iam-store/write-listing";

/** How one kind of a listing came out. */
export interface Collected extends Tally {
  readonly listing: string;
  readonly kind: Kind;
  readonly outcome: string;
  readonly message: string | undefined;
}

export interface Collecting {
  readonly store: IamStore;
  readonly run: string;
  readonly partition: string;
  readonly limit: Limit;
  connect(to: { account: string; region: string }): Promise<Aws>;
  now(): Date;
}

const nothing: Tally = { seen: 0, added: 0, changed: 0, ended: 0 };

/** Collects what some projections tell of one region of an account; those that share a call make it once. Rejects with a StoreError alone. */
export async function collectPlace(
  { store, run, partition, limit, connect, now }: Collecting,
  projections: readonly Projection[],
  { account, region, required }: { readonly account: string; readonly region: string; readonly required: boolean },
): Promise<{ readonly collected: readonly Collected[]; readonly cells: readonly Cell[] }> {
  const place: Place = {
    ...{ account, region, required, shared: new Map() },
    aws: (own) => connect({ account, region: own ?? region }),
  };
  const all = await Promise.all(
    projections.map(async (projection) => {
      const type = projection.listing;
      const listing = awsListing({ account, region: projection.of.scope === "global" ? "global" : region, type });
      const writer = await writeListing(store, { run, listing, account: projection.spansAccounts ? "" : account, at: now() });
      const { cells, looked } = await lookAtListing(projection, { place, partition, limit, take: (records) => writer.put(records) });
      const tallies = await writer.end(looked);
      const collected = looked.map(
        ({ kind, outcome, message }): Collected => ({ listing, kind, outcome, message, ...(tallies.get(kind) ?? nothing) }),
      );
      return { cells, collected };
    }),
  );
  return { collected: all.flatMap((one) => one.collected), cells: all.flatMap((one) => one.cells) };
}
