import { domainOf } from "../domain.ts";
import type { IamRecord, Kind } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { canonical } from "./canonical.ts";
import type { AccessChange, AccessDiff } from "./diff-answer.ts";
import { reachIn } from "./diff-reach.ts";
import type { Told } from "./diff-told.ts";
import { neverTold } from "./diff-untold.ts";
import { tell } from "./diff-words.ts";
import { accountsIn, lookedAt, wasWhole, withGaps } from "./looked.ts";
import { tellerOf, tellersIn, toldAt } from "./told-by.ts";
import { whoDidIt } from "./who-did-it.ts";

/** Kinds of which a change is a change of access, in the order in which they are told; groups of Identity Center lend their names. */
export const diffKinds: readonly Kind[] = [
  ...([
    "iam_user",
    "iam_role",
    "iam_group",
    "iam_membership",
    "iam_attachment",
    "iam_inline_policy",
    "iam_policy",
    "iam_access_key",
  ] as const),
  ...([
    "iam_login_profile",
    "iam_mfa_device",
    "iam_saml_provider",
    "iam_oidc_provider",
    "sso_user",
    "sso_group",
    "sso_assignment",
    "sso_permission_set",
  ] as const),
  ...(["organization_account", "organization_policy"] as const),
];

export interface DiffOptions {
  /** Records of CloudTrail between the two instants, as read by `@plumbline/cloudtrail-incremental`. */
  readonly records?: Iterable<unknown> | undefined;
  readonly accounts?: ReadonlySet<string> | undefined;
}

/**
 * Who gained and lost what between two instants, and who did it where records of CloudTrail tell. What a gap hid at either instant may have
 * changed unseen; the gaps of both are told. What comes of an account and kind that was not listed completely before the first instant is no
 * gain: it may have been there, so it is left out and told as a gap; what goes, likewise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function diff(before: Snapshot, after: Snapshot, { records, accounts }: DiffOptions = {}): AccessDiff {
  const who = whoDidIt(records, { from: before.at, to: after.at });
  const tellers = tellersIn(after);
  const reach = { before: reachIn(before, accounts), after: reachIn(after, accounts) };
  const isAsked = ({ account }: IamRecord): boolean => accounts === undefined || account === "" || accounts.has(account);
  const unseen = { before: new Map<string, Place>(), after: new Map<string, Place>() };
  const [wasSeen, isSeen] = [wasWhole(before), wasWhole(after)];
  const isUnseen = (was: IamRecord | undefined, is: IamRecord | undefined, { kind, account }: IamRecord): boolean => {
    const [missing, isWhole] = was ? [unseen.after, isSeen] : [unseen.before, wasSeen];
    if ((was && is) || isWhole(kind, account)) return false;
    missing.set(`${kind} ${account}`, { kind, account });
    return true;
  };
  const changes = diffKinds.flatMap((kind): AccessChange[] => {
    const [old, now] = [byId(before.of(kind).filter(isAsked)), byId(after.of(kind).filter(isAsked))];
    const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
    return ids.flatMap((id) => {
      const [was, is] = [old.get(id), now.get(id)];
      const one = is ?? was;
      if (one === undefined || (was && is && isSame(was, is)) || isUnseen(was, is, one)) return [];
      const told = toldAt(tellers(kind, one.account, tellerOf(one)), { isGone: is === undefined, domain: domainOf(one) });
      return tell(was, is, reach).map(({ calls, ...words }: Told) => ({
        ...{ account: one.account, kind, id: one.id },
        ...words,
        by: who.find({ account: one.account, calls, told }),
      }));
    });
  });
  // An account that one instant alone knows is one that the other did not look at.
  const others = [before, after].flatMap((snapshot) => accountsIn(snapshot, diffKinds));
  const looked = (snapshot: Snapshot, missing: ReadonlyMap<string, Place>) =>
    withGaps(lookedAt(snapshot, diffKinds, accounts, others), [...missing.values()]);
  const hasUnseen = unseen.before.size + unseen.after.size > 0;
  return {
    ...{ from: before.at, to: after.at, changes },
    looked: { from: looked(before, unseen.before), to: looked(after, unseen.after) },
    notConsidered: [
      ...neverTold,
      ...(hasUnseen ? ["what came or went in accounts and kinds that were never looked at completely at one of them"] : []),
    ],
  };
}

type Place = Pick<IamRecord, "kind" | "account">;

const byId = (records: readonly IamRecord[]): Map<string, IamRecord> => new Map(records.map((one) => [`${one.account} ${one.id}`, one]));
const isSame = (one: IamRecord, other: IamRecord): boolean =>
  one.name === other.name &&
  one.arn === other.arn &&
  one.createdAt === other.createdAt &&
  one.updatedAt === other.updatedAt &&
  canonical(one.facts) === canonical(other.facts);
