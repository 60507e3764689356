import type { IamRecord } from "@plumbline/iam-model/kinds";
import type { Looked } from "@plumbline/iam-model/snapshot";

/** A record, and the listing that told it. */
export interface Told {
  readonly listing: string;
  readonly record: IamRecord;
}

/**
 * What several accounts tell of one organization, or of one Identity Center, each thing once: the newest complete look has the word. A listing
 * that was skipped the last time, as that of a delegated administrator who is none any more, tells nothing of what another has told completely
 * since: of its organization, or of an Identity Center of which both tell something.
 */
export function newestTold(told: readonly Told[], looked: readonly Looked[]): readonly IamRecord[] {
  const looks = new Map(looked.map((look) => [`${look.kind} ${look.listing}`, look]));
  const lookOf = ({ listing, record }: Told): Looked | undefined => looks.get(`${record.kind} ${listing}`);
  const completeAt = (one: Told): string => lookOf(one)?.completeAt ?? "";
  const whole = looked.filter(({ outcome }) => outcome === "ok");
  const tells = new Set(told.flatMap((one) => domainsOf(one.record).map((domain) => `${askedOf(one.listing)} ${domain}`)));
  const together = Map.groupBy(
    told.filter(({ record }) => isOfIdentityCenter(record)),
    ({ listing, record }) => `${record.kind} ${listing}`,
  );
  const isOver = (one: Told): boolean => {
    const look = lookOf(one);
    if (look?.outcome !== "skipped") return false;
    const beside = isOfIdentityCenter(one.record) ? (together.get(`${look.kind} ${look.listing}`) ?? []) : [one];
    return whole.some(
      (other) =>
        other.kind === look.kind &&
        (other.completeAt ?? "") > completeAt(one) &&
        beside.some(({ record }) => domainsOf(record).some((domain) => tells.has(`${askedOf(other.listing)} ${domain}`))),
    );
  };
  /** All that a listing tells of a kind of Identity Center is over together. */
  const over = new Map<string, boolean>();
  const isOverOnce = (one: Told): boolean => {
    const key = `${one.record.kind} ${one.listing} ${organizationOf(one.record) ?? ""}`;
    const known = over.get(key) ?? isOver(one);
    over.set(key, known);
    return known;
  };

  const newest = new Map<string, Told>();
  const records: IamRecord[] = [];
  for (const one of told) {
    if (domainsOf(one.record).length === 0) records.push(one.record);
    else if (!isOverOnce(one)) {
      const key = `${one.record.kind} ${one.record.id}`;
      const before = newest.get(key);
      if (before === undefined || completeAt(before) <= completeAt(one)) newest.set(key, one);
    }
  }
  for (const { record } of newest.values()) records.push(record);
  return records;
}

const isOfIdentityCenter = ({ kind }: IamRecord): boolean => kind.startsWith("sso_");
const organizationOf = (record: IamRecord): string | undefined =>
  record.kind === "organization_account" || record.kind === "organization_policy" ? record.facts.organization : undefined;

/** By what it shows that two listings tell of the same: the organization, or the thing itself, whose id no other Identity Center has. */
const domainsOf = (record: IamRecord): readonly string[] => {
  const organization = organizationOf(record);
  if (organization !== undefined) return [organization];
  return isOfIdentityCenter(record) ? [`${record.kind} ${record.id}`] : [];
};
/** The account that was asked. */
const askedOf = (listing: string): string | undefined => listing.split("/")[1];
