import type { IamRecord } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";

/** A record, and the listing that told it. */
export interface Told {
  readonly listing: string;
  readonly record: IamRecord;
  /** Since when the listing tells it so; ISO 8601, UTC. */
  readonly from: string;
}

/**
 * What several accounts tell of one organization, or of one instance of Identity Center, each thing once: the newest complete look has the word,
 * and what an older one alone told is over. So is what an organization told of an account that says itself, by a newer complete look, that it is
 * not in it.
 */
export function newestTold(told: readonly Told[], looked: readonly Looked[]): readonly IamRecord[] {
  const looks = new Map(looked.map((look) => [`${look.kind} ${look.listing}`, look]));
  const completeAt = ({ listing, record }: Told): string => looks.get(`${record.kind} ${listing}`)?.completeAt ?? "";
  /** The newest complete looks that told something of a kind and domain. */
  const tellers = new Map<string, { readonly listing: string; readonly at: string }[]>();
  for (const one of told) {
    const [domain, at] = [domainOf(one.record), completeAt(one)];
    if (domain === undefined || one.from > at) continue;
    const key = `${one.record.kind} ${domain}`;
    const known = tellers.get(key) ?? [];
    if (!known.some(({ listing }) => listing === one.listing)) tellers.set(key, [...known, { listing: one.listing, at }]);
  }
  /** Of an account's own look at its organization. */
  const ownLooks = new Map(
    looked.flatMap(({ kind, listing, outcome, completeAt: at }) =>
      kind === "organization_account" && outcome === "ok" ? [[askedOf(listing), { listing, at: at ?? "" }]] : [],
    ),
  );
  const isOver = (one: Told, domain: string): boolean => {
    const of = tellers.get(`${one.record.kind} ${domain}`) ?? [];
    if (of.some(({ listing, at }) => listing !== one.listing && at > completeAt(one))) return true;
    const own = one.record.kind === "organization_account" ? ownLooks.get(one.record.account) : undefined;
    return own !== undefined && own.at > completeAt(one) && !of.some(({ listing }) => listing === own.listing);
  };

  const newest = new Map<string, Told>();
  const records: IamRecord[] = [];
  for (const one of told) {
    const domain = domainOf(one.record);
    if (domain === undefined) records.push(one.record);
    else if (!isOver(one, domain)) {
      const key = `${one.record.kind} ${one.record.id}`;
      const before = newest.get(key);
      if (before === undefined || completeAt(before) <= completeAt(one)) newest.set(key, one);
    }
  }
  for (const { record } of newest.values()) records.push(record);
  return records;
}

/** What a record is of that several accounts may tell of: an organization, or an instance of Identity Center. */
function domainOf(record: IamRecord): string | undefined {
  switch (record.kind) {
    case "organization_account":
    case "organization_policy":
      return record.facts.organization;
    case "sso_user":
    case "sso_group":
    case "sso_permission_set":
    case "sso_assignment":
      return record.facts.instance;
    default:
      return undefined;
  }
}
/** The account that was asked. */
const askedOf = (listing: string): string | undefined => listing.split("/")[1];
