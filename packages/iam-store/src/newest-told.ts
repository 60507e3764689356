import type { IamRecord } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";

/** A record, and the listing that told it. */
export interface Told {
  readonly listing: string;
  readonly record: IamRecord;
}

/**
 * What several accounts tell of one organization, or of one instance of Identity Center, each thing once: the newest complete look has the
 * word. A listing that was skipped the last time, as that of a delegated administrator who is none any more, tells nothing of an organization
 * or an instance of which another has told completely since.
 */
export function newestTold(told: readonly Told[], looked: readonly Looked[]): readonly IamRecord[] {
  const looks = new Map(looked.map((look) => [`${look.kind} ${look.listing}`, look]));
  const lookOf = ({ listing, record }: Told): Looked | undefined => looks.get(`${record.kind} ${listing}`);
  const completeAt = (one: Told): string => lookOf(one)?.completeAt ?? "";
  const whole = looked.filter(({ outcome }) => outcome === "ok");
  const tells = new Set(told.map(({ listing, record }) => `${askedOf(listing)} ${domainOf(record)}`));
  const isOver = (one: Told, domain: string): boolean => {
    const look = lookOf(one);
    return (
      look?.outcome === "skipped" &&
      whole.some(
        ({ kind, listing, completeAt: at }) =>
          kind === look.kind && (at ?? "") > completeAt(one) && tells.has(`${askedOf(listing)} ${domain}`),
      )
    );
  };
  /** All that a listing tells of one of them is over together. */
  const over = new Map<string, boolean>();
  const isOverOnce = (one: Told, domain: string): boolean => {
    const key = `${one.record.kind} ${one.listing} ${domain}`;
    const known = over.get(key) ?? isOver(one, domain);
    over.set(key, known);
    return known;
  };

  const newest = new Map<string, Told>();
  const records: IamRecord[] = [];
  for (const one of told) {
    const domain = domainOf(one.record);
    if (domain === undefined) records.push(one.record);
    else if (!isOverOnce(one, domain)) {
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
