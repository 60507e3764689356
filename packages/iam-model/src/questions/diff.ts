import type { IamRecord, Kind } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { canonical } from "./canonical.ts";
import type { AccessChange, AccessDiff } from "./diff-answer.ts";
import { reachIn } from "./diff-reach.ts";
import type { Told } from "./diff-told.ts";
import { tell } from "./diff-words.ts";
import { lookedAt } from "./looked.ts";
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
 * changed unseen; the gaps of both are told.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function diff(before: Snapshot, after: Snapshot, { records, accounts }: DiffOptions = {}): AccessDiff {
  const who = whoDidIt(records, { from: before.at, to: after.at });
  const reach = { before: reachIn(before, accounts), after: reachIn(after, accounts) };
  const isAsked = ({ account }: IamRecord): boolean => accounts === undefined || account === "" || accounts.has(account);
  const changes = diffKinds.flatMap((kind): AccessChange[] => {
    const [old, now] = [byId(before.of(kind).filter(isAsked)), byId(after.of(kind).filter(isAsked))];
    const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
    return ids.flatMap((id) => {
      const [was, is] = [old.get(id), now.get(id)];
      const one = is ?? was;
      if (one === undefined || (was && is && isSame(was, is))) return [];
      return tell(was, is, reach).map(({ sought, ...told }: Told) => ({
        ...{ account: one.account, kind, id: one.id },
        ...told,
        by: who.find({ account: one.account, ...sought }),
      }));
    });
  });
  return {
    ...{ from: before.at, to: after.at, changes },
    looked: { from: lookedAt(before, diffKinds, accounts), to: lookedAt(after, diffKinds, accounts) },
    notConsidered: ["what changed and changed back between the two instants", "policies of resources"],
  };
}

const byId = (records: readonly IamRecord[]): Map<string, IamRecord> => new Map(records.map((one) => [`${one.account} ${one.id}`, one]));
const isSame = (one: IamRecord, other: IamRecord): boolean =>
  one.name === other.name && one.arn === other.arn && canonical(one.facts) === canonical(other.facts);
