import { domainOf } from "@plumbline/iam-model/domain";
import type { IamRecord } from "@plumbline/iam-model/kinds";
import { isOfAnother } from "@plumbline/iam-model/outcomes";
import type { Looked } from "@plumbline/iam-model/snapshot";

/** A record, and the listing that told it. */
export interface Told {
  readonly listing: string;
  readonly record: IamRecord;
  /** Since when the listing tells it so; ISO 8601, UTC. */
  readonly from: string;
}

/**
 * What several accounts tell of one organization, or of one instance of Identity Center, each thing once: the newest look that told all of it has
 * the word, also where it found nothing, and what an older one alone told is over. So is what an organization told of an account that says itself,
 * by a newer complete look, that it is not in it.
 */
export function newestTold(told: readonly Told[], looked: readonly Looked[]): readonly IamRecord[] {
  const looks = new Map(looked.map((look) => [`${look.kind} ${look.listing}`, look]));
  /** The newest look at each kind and domain that told all of it, of each listing. */
  const tellers = Map.groupBy(
    looked.flatMap(({ kind, listing, told: domains = {} }) =>
      Object.entries(domains).map(([domain, at]) => ({ of: `${kind} ${domain}`, listing, at })),
    ),
    ({ of }) => of,
  );
  /** Until when the word of a listing on a record stands by itself. */
  function wordAt({ listing, record, from }: Told, domain: string): string {
    const at = looks.get(`${record.kind} ${listing}`)?.told?.[domain] ?? "";
    return at > from ? at : from;
  }
  /** Of an account's own look at its organization. */
  const ownLooks = new Map(
    looked.flatMap((look) => (look.kind === "organization_account" && isOwnWord(look) ? [[askedOf(look.listing), look]] : [])),
  );
  const isOver = (one: Told, domain: string): boolean => {
    const { kind, account } = one.record;
    const at = wordAt(one, domain);
    if (tellers.get(`${kind} ${domain}`)?.some((teller) => teller.listing !== one.listing && teller.at > at)) return true;
    const own = kind === "organization_account" ? ownLooks.get(account) : undefined;
    return own?.completeAt != null && own.completeAt > at && own.told?.[domain] !== own.completeAt;
  };

  const newest = new Map<string, { readonly one: Told; readonly at: string }>();
  const records: IamRecord[] = [];
  for (const one of told) {
    const domain = domainOf(one.record);
    if (domain === undefined) records.push(one.record);
    else if (!isOver(one, domain)) {
      const key = `${one.record.kind} ${one.record.id}`;
      const at = wordAt(one, domain);
      const before = newest.get(key);
      if (before === undefined || isNewer({ one, at }, before)) newest.set(key, { one, at });
    }
  }
  for (const { one } of newest.values()) records.push(one.record);
  return records;
}

interface Word {
  readonly one: Told;
  readonly at: string;
}
/** Of two words of one instant, that which holds since later; else any, but always the same. */
function isNewer(a: Word, b: Word): boolean {
  if (a.at !== b.at) return a.at > b.at;
  return a.one.from === b.one.from ? a.one.listing > b.one.listing : a.one.from > b.one.from;
}

/** What an account said of itself stands until it is asked again and says something else; where it is skipped, it is a member of one. */
const isOwnWord = ({ outcome }: Looked): boolean => !isOfAnother(outcome);
/** The account that was asked. */
const askedOf = (listing: string): string | undefined => listing.split("/")[1];
