import type { IamRecord, Kind } from "../kinds.ts";
import { isBroken, isEmpty } from "../outcomes.ts";
import type { Looked, Snapshot } from "../snapshot.ts";

const holders = ["iam_user", "iam_group", "iam_role"];
const signIns = ["iam_credential", "root_credential"];
/** Listings that tell one kind of different records. */
const shared: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  iam_attachment: holders,
  iam_inline_policy: holders,
  iam_access_key: signIns,
  iam_mfa_device: signIns,
  iam_activity: ["iam_role", "iam_user", ...signIns],
};
const ofUse = { password: "iam_user", role: "iam_role", "access-key": "iam_credential" } as const;

/** The type of the listing that tells a record, where several tell its kind; the root user's id is the account's. */
export function tellerOf({ kind, account, facts }: IamRecord): string | undefined {
  switch (kind) {
    case "iam_attachment":
    case "iam_inline_policy":
      return `iam_${facts.principalKind}`;
    case "iam_access_key":
    case "iam_mfa_device":
      return facts.userId === account ? "root_credential" : "iam_credential";
    case "iam_activity":
      return facts.principalId === account ? "root_credential" : ofUse[facts.of];
    default:
      return undefined;
  }
}

/** The listings that may have told something of a kind and account; of the kinds that several tell, those that do not tell it of others. */
export type Tellers = (kind: Kind, account: string, teller: string | undefined) => readonly Looked[];

export function tellersIn({ looked }: Snapshot): Tellers {
  const [ofKind, ofAccount] = [Map.groupBy(looked, ({ kind }) => kind), Map.groupBy(looked, ({ kind, account }) => `${kind} ${account}`)];
  return (kind, account, teller) => {
    const rows = account === "" ? ofKind.get(kind) : [account, ""].flatMap((of) => ofAccount.get(`${kind} ${of}`) ?? []);
    const isOfOthers = (type: string): boolean => teller !== undefined && type !== teller && shared[kind]?.includes(type) === true;
    return (rows ?? []).filter(({ listing }) => !isOfOthers(listing.slice(listing.lastIndexOf("/") + 1)));
  };
}

/** The instant of the look that told what is known; where it is not sure which look that was, `at` is the earliest that it can be. */
export interface ToldAt {
  readonly at: string;
  readonly isSure: boolean;
}

/**
 * When a record was told as it is, or that it is gone. A look that was not complete may have told it later than the last complete one. Of an
 * organization or an instance of Identity Center the newest look that told all of it has the word, and those that told nothing of it have none.
 */
export function toldAt(
  tellers: readonly Looked[],
  { isGone, domain = "" }: { readonly isGone: boolean; readonly domain?: string | undefined },
): ToldAt {
  const ofDomain = tellers.flatMap(({ outcome, told }) => (told?.[domain] === undefined ? [] : [{ at: told[domain], outcome }]));
  const newest = ofDomain
    .map(({ at }) => at)
    .sort()
    .at(-1);
  if (newest !== undefined) return { at: newest, isSure: isGone || ofDomain.every(({ outcome }) => !isBroken(outcome)) };
  const full = tellers.filter((one) => !isEmpty(one.outcome));
  const counted = full.length > 0 ? full : tellers.filter(({ completeAt }) => completeAt !== null);
  const times = [...new Set(counted.map(({ completeAt }) => completeAt ?? ""))].sort();
  const [at = ""] = times;
  // Only a complete look tells that something is gone.
  const isWhole = counted.every((one) => isGone || one.outcome === "ok" || isEmpty(one.outcome));
  return { at, isSure: at !== "" && times.length === 1 && isWhole };
}
