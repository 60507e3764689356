import type { Kind } from "../kinds.ts";
import type { Looked, Snapshot } from "../snapshot.ts";
import type { Gap, Lookedness } from "./answer.ts";

/** Outcomes that leave nothing unseen; `skipped` is where another account is the one to ask. */
const settled = new Set(["ok", "skipped", "gone"]);
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
 * looked for has one for each kind.
 */
export function lookedAt(snapshot: Snapshot, kinds: readonly Kind[], accounts?: ReadonlySet<string>): Lookedness {
  const isAsked = (account: string): boolean => account === "" || accounts === undefined || accounts.has(account);
  const asked = snapshot.looked.filter(({ kind, account }) => kinds.includes(kind) && isAsked(account));
  const own = snapshot.looked.flatMap(({ account, kind }) => (account !== "" && kind.startsWith("iam_") ? [account] : []));
  const told = kinds.filter((kind) => kind.startsWith("iam_")).flatMap((kind) => snapshot.of(kind).map(({ account }) => account));
  const places = accounts ? [...accounts] : [...new Set([...own, ...told])].sort();
  const members = new Set(snapshot.of("organization_account").map(({ account }) => account));
  const gaps = asked.filter(({ outcome }) => !settled.has(outcome)).map(gapOf);
  for (const kind of kinds) {
    const rows = asked.filter((one) => one.kind === kind);
    if (places.length === 0 && rows.length === 0) gaps.push(never(kind, ""));
    for (const account of places) {
      if (ofOrganization.has(kind)) gaps.push(...organizationGap(kind, account, rows, members));
      else if (!rows.some((one) => one.account === account || one.account === "")) gaps.push(never(kind, account));
    }
  }
  const order = ({ account, kind, listing }: Gap): string => `${account} ${kind} ${listing}`;
  return { complete: gaps.length === 0, gaps: gaps.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)) };
}

/** A member is told of by its management account; an account in no organization tells so itself. */
function organizationGap(kind: Kind, account: string, rows: readonly Looked[], members: ReadonlySet<string>): Gap[] {
  if (members.has(account)) return [];
  const own = rows.find((row) => askedOf(row) === account);
  if (own === undefined) return [never(kind, account)];
  return own.outcome === "ok" || !settled.has(own.outcome) ? [] : [{ ...gapOf(own), account }];
}

/** The account that was asked for a listing, whoever the listing is about. */
export const askedOf = ({ listing }: Pick<Looked, "listing">): string | undefined => /^aws\/(\d{12})\//.exec(listing)?.[1];
