import type { Kind } from "../kinds.ts";
import { isComplete, isEmpty } from "../outcomes.ts";
import type { Looked, Snapshot } from "../snapshot.ts";
import type { Gap, Lookedness, Looks } from "./answer.ts";

/** What an organization's management account tells of all its accounts. */
const ofOrganization: ReadonlySet<Kind> = new Set(["organization_account", "organization_policy"]);

const gapOf = ({ listing, kind, account, outcome, message, completeAt }: Looked): Gap => ({
  ...{ listing, kind, account, outcome, message, completeAt },
});
const never = (kind: Kind, account: string): Gap => ({
  ...{ listing: "", kind, account, outcome: "never" },
  message: null,
  completeAt: null,
});

/**
 * Which listings of the kinds were incomplete at the instant, in the order of account, kind and listing. An account of which only some kinds
 * were ever looked at has a gap for each of the others, one whose organization nobody told of has a gap for that, and a snapshot that nobody
 * looked for has one for each kind. `others` are accounts that the question is about besides those that the snapshot names, where it is about all.
 */
export function lookedAt(
  snapshot: Snapshot,
  kinds: readonly Kind[],
  accounts?: ReadonlySet<string>,
  others: readonly string[] = [],
): Lookedness {
  const isAsked = (account: string): boolean => account === "" || accounts === undefined || accounts.has(account);
  const asked = snapshot.looked.filter(({ kind, account }) => kinds.includes(kind) && isAsked(account));
  const places = accounts ? [...accounts] : [...new Set([...accountsIn(snapshot, kinds), ...others])].sort();
  const members = new Set(snapshot.of("organization_account").map(({ account }) => account));
  const gaps = asked.filter(({ outcome }) => !isComplete(outcome)).map(gapOf);
  for (const kind of kinds) {
    const rows = asked.filter((one) => one.kind === kind);
    if (places.length === 0 && rows.length === 0) gaps.push(never(kind, ""));
    for (const account of places) {
      if (ofOrganization.has(kind)) gaps.push(...organizationGap(kind, account, rows, members));
      else if (!rows.some((one) => one.account === account || one.account === "")) gaps.push(never(kind, account));
    }
  }
  return { complete: gaps.length === 0, gaps: sorted(gaps), looks: looksOf(asked) };
}

/** Of a listing that was not complete the last time, the records are those of its last complete look. */
function looksOf(asked: readonly Looked[]): Looks[] {
  const counted = asked.flatMap((row) => {
    return row.completeAt === null || isEmpty(row.outcome) ? [] : [{ account: askedOf(row) ?? row.account, at: row.completeAt }];
  });
  return [...Map.groupBy(counted, ({ account }) => account)]
    .map(([account, rows]) => ({ account, times: rows.map(({ at }) => at).sort() }))
    .flatMap(({ account, times }) => (times[0] ? [{ account, from: times[0], to: times.at(-1) ?? times[0] }] : []))
    .sort((a, b) => (a.account < b.account ? -1 : 1));
}

/**
 * Accounts that a question about all is about: those that were asked or told of, those that somebody means to be looked at, and the active ones
 * of an organization that nobody may have asked.
 */
export function accountsIn(snapshot: Snapshot, kinds: readonly Kind[]): readonly string[] {
  const own = snapshot.looked.flatMap(({ account, kind }) => (account !== "" && kind.startsWith("iam_") ? [account] : []));
  const asked = kinds.filter((kind) => kind.startsWith("iam_"));
  if (asked.length === 0) return [...new Set(own)];
  const told = asked.flatMap((kind) => snapshot.of(kind).map(({ account }) => account));
  const isActive = new Map(snapshot.of("organization_account").map(({ account, facts }) => [account, facts.status === "ACTIVE"]));
  const active = [...isActive].flatMap(([account, is]) => (is ? [account] : []));
  return [...new Set([...own, ...told, ...active, ...snapshot.meant.filter((account) => isActive.get(account) !== false)])];
}

/** Whether an account's records of a kind were ever listed completely until the instant; before, nobody can tell what is new of them. */
export function wasWhole({ looked }: Snapshot): (kind: Kind, account: string) => boolean {
  const whole = new Set(
    looked.flatMap(({ kind, account, completeAt }) => (completeAt === null ? [] : [`${kind} ${account}`, `${kind} *`])),
  );
  return (kind, account) => whole.has(`${kind} ${account === "" ? "*" : account}`) || whole.has(`${kind} `);
}

/** The same, with a gap for each of the kinds and accounts that has none yet. */
export function withGaps({ gaps, looks }: Lookedness, missing: readonly { readonly kind: Kind; readonly account: string }[]): Lookedness {
  const known = new Set(gaps.map(({ kind, account }) => `${kind} ${account}`));
  const added = missing.filter(({ kind, account }) => !known.has(`${kind} ${account}`)).map(({ kind, account }) => never(kind, account));
  const all = sorted([...gaps, ...added]);
  return { complete: all.length === 0, gaps: all, looks };
}

function sorted(gaps: readonly Gap[]): Gap[] {
  const order = ({ account, kind, listing }: Gap): string => `${account} ${kind} ${listing}`;
  return gaps.toSorted((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}

/** A member is told of by its management account; an account in no organization tells so itself. */
function organizationGap(kind: Kind, account: string, rows: readonly Looked[], members: ReadonlySet<string>): Gap[] {
  if (members.has(account)) return [];
  const own = rows.find((row) => askedOf(row) === account);
  if (own === undefined) return [never(kind, account)];
  return isEmpty(own.outcome) ? [{ ...gapOf(own), account }] : [];
}

/** The account that was asked for a listing, whoever the listing is about. */
export const askedOf = ({ listing }: Pick<Looked, "listing">): string | undefined => /^aws\/(\d{12})\//.exec(listing)?.[1];
