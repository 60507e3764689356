import type { IamRecord } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";

/** A record, and the listing that told it. */
export interface Told {
  readonly listing: string;
  readonly record: IamRecord;
}

/**
 * What several accounts tell of one organization, each thing once: the newest complete look has the word. A listing that was skipped the last
 * time, as that of a delegated administrator who is none any more, tells nothing of an organization of which another has told completely since.
 */
export function newestTold(told: readonly Told[], looked: readonly Looked[]): readonly IamRecord[] {
  const looks = new Map(looked.map((look) => [`${look.kind} ${look.listing}`, look]));
  const lookOf = ({ listing, record }: Told): Looked | undefined => looks.get(`${record.kind} ${listing}`);
  const completeAt = (one: Told): string => lookOf(one)?.completeAt ?? "";
  const whole = looked.filter(({ outcome }) => outcome === "ok");
  const tells = new Set(told.map(({ listing, record }) => `${askedOf(listing)} ${organizationOf(record)}`));
  const isOver = (one: Told): boolean =>
    lookOf(one)?.outcome === "skipped" &&
    whole.some(
      (other) =>
        other.kind === one.record.kind &&
        (other.completeAt ?? "") > completeAt(one) &&
        tells.has(`${askedOf(other.listing)} ${organizationOf(one.record)}`),
    );

  const newest = new Map<string, Told>();
  const records: IamRecord[] = [];
  for (const one of told) {
    if (organizationOf(one.record) === undefined) records.push(one.record);
    else if (!isOver(one)) {
      const key = `${one.record.kind} ${one.record.id}`;
      const before = newest.get(key);
      if (before === undefined || completeAt(before) <= completeAt(one)) newest.set(key, one);
    }
  }
  for (const { record } of newest.values()) records.push(record);
  return records;
}

const organizationOf = (record: IamRecord): string | undefined =>
  record.kind === "organization_account" || record.kind === "organization_policy" ? record.facts.organization : undefined;
/** The account that was asked. */
const askedOf = (listing: string): string | undefined => listing.split("/")[1];
