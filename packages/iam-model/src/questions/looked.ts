import type { Kind } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Gap, Lookedness } from "./answer.ts";

/** Outcomes that leave nothing unseen; `skipped` is what an account does not have, such as an organization. */
const settled = new Set(["ok", "skipped", "gone"]);
/** Kinds that belong to an organization: one listing tells of all its accounts. */
const shared: ReadonlySet<Kind> = new Set(["organization_account", "organization_policy", "sso_permission_set", "sso_user", "sso_group"]);

/**
 * Which listings of the kinds were incomplete at the instant, in the order of account, kind and listing. An account of which only some kinds
 * were ever looked at has a gap for each of the others, and a snapshot that nobody looked for has one for each kind.
 */
export function lookedAt({ looked, of }: Snapshot, kinds: readonly Kind[], accounts?: ReadonlySet<string>): Lookedness {
  const isAsked = (account: string): boolean => account === "" || accounts === undefined || accounts.has(account);
  const asked = looked.filter(({ kind, account }) => kinds.includes(kind) && isAsked(account));
  const gaps: Gap[] = asked.filter(({ outcome }) => !settled.has(outcome)).map((one) => ({ ...one }));
  const own = looked.flatMap(({ account, kind }) => (account !== "" && kind.startsWith("iam_") ? [account] : []));
  const told = kinds.filter((kind) => !shared.has(kind)).flatMap((kind) => of(kind).map(({ account }) => account));
  const places = accounts ? [...accounts] : [...new Set([...own, ...told])].sort();
  for (const kind of kinds) {
    const seen = new Set(asked.filter((one) => one.kind === kind).map(({ account }) => account));
    const without = shared.has(kind) || places.length === 0 ? (seen.size > 0 ? [] : [""]) : places.filter((account) => !seen.has(account));
    for (const account of without) gaps.push({ ...{ listing: "", kind, account, outcome: "never" }, message: null, completeAt: null });
  }
  const order = ({ account, kind, listing }: Gap): string => `${account} ${kind} ${listing}`;
  return { complete: gaps.length === 0, gaps: gaps.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}
