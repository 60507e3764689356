import type { Limit, Place } from "@plumbline/audit-kit/survey";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Outcome } from "@plumbline/finding-model/coverage";
import { awsListing } from "@plumbline/iam-model/listing";
import { type KindLooked, lookAtListing, seatOf, skipped } from "@plumbline/iam-model/look-at-listing";
import { isComplete } from "@plumbline/iam-model/outcomes";
import { kindsOf, type Projection } from "@plumbline/iam-model/projection";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { type ListingWriter, writeListing } from "@plumbline/iam-store/write-listing";
import type { Collected } from "./collected.ts";
import { unlessOvertaken } from "./unless-overtaken.ts";

export interface Collecting {
  readonly store: IamStore;
  readonly run: string;
  readonly partition: string;
  readonly limit: Limit;
  connect(to: { account: string; region: string }): Promise<Aws>;
  now(): Date;
}
interface Where {
  /** True for a region that somebody named. */
  readonly required?: boolean;
  readonly account: string;
  /** A region, `global`, or `*` for all of them together. */
  readonly region: string;
}

/** Collects what some projections tell of one region of an account; those that share a call make it once. Rejects with a StoreError alone, and for no `overtaken` one. */
export async function collectPlace(
  { store, run, partition, limit, connect, now }: Collecting,
  projections: readonly Projection[],
  { account, region, required }: Where & { readonly required: boolean },
): Promise<readonly Collected[]> {
  const place: Place = {
    ...{ account, region, required, shared: new Map() },
    aws: (own) => connect({ account, region: own ?? region }),
  };
  const all = await Promise.all(
    projections.map(async (projection) => {
      const where = { account, region: projection.of.scope === "global" ? "global" : region };
      const seat = await seatOf(projection, place);
      if (seat?.reason !== undefined) return note({ store, run, now }, projection, where, skipped(projection, seat.reason, seat.instances));
      return unlessOvertaken(named(projection, where), async () => {
        const writer = await begin({ store, run, now }, projection, where);
        const looked = await lookAtListing(projection, { place, partition, limit, seat, take: (records) => writer.put(records) });
        return end(writer, projection, { ...where, required }, looked);
      });
    }),
  );
  return all.flat();
}

/** Why a listing was not looked at. */
export interface Unseen {
  readonly outcome: Outcome;
  readonly message: string | undefined;
}
type Writing = Pick<Collecting, "store" | "run" | "now">;

/** Notes in the ledger how listings came out that were not looked at; their rows stay as they are. */
export async function noteUnseen(
  writing: Writing,
  projections: readonly Projection[],
  where: Where,
  unseen: Unseen,
): Promise<readonly Collected[]> {
  const all = projections.map((projection) =>
    note(
      writing,
      projection,
      where,
      kindsOf(projection).map((kind) => ({ kind, ...unseen })),
    ),
  );
  return (await Promise.all(all)).flat();
}

async function note(writing: Writing, projection: Projection, where: Where, looked: readonly KindLooked[]): Promise<readonly Collected[]> {
  return unlessOvertaken(named(projection, where), async () =>
    end(await begin(writing, projection, where, { spansAccounts: false }), projection, where, looked),
  );
}

const named = (projection: Projection, where: Where) => ({
  ...{ account: where.account, listing: listingOf(projection, where), kinds: kindsOf(projection) },
});
const listingOf = ({ listing: type }: Projection, { account, region }: Where) => awsListing({ account, region, type });

/** A member's word on what spans accounts is its own, and no other account's. */
function begin(
  { store, run, now }: Writing,
  projection: Projection,
  where: Where,
  { spansAccounts }: Pick<Projection, "spansAccounts"> = projection,
): Promise<ListingWriter> {
  const listing = listingOf(projection, where);
  return writeListing(store, { run, listing, account: where.account, spansAccounts, at: now(), kinds: kindsOf(projection) });
}

const isGap = (outcome: Outcome, { required = false }: Where): boolean =>
  !isComplete(outcome) && (outcome !== "region-disabled" || required);

async function end(
  writer: ListingWriter,
  projection: Projection,
  where: Where,
  looked: readonly KindLooked[],
): Promise<readonly Collected[]> {
  const ended = await writer.end(looked);
  return Array.from(ended, ([kind, one]) => ({
    ...{ account: where.account, listing: listingOf(projection, where), kind, isGap: isGap(one.outcome, where) },
    ...one,
  }));
}
