import type { IamRecord, Kind, RecordOf } from "../kinds.ts";
import * as credentials from "./diff-credential-words.ts";
import * as identities from "./diff-identity-words.ts";
import * as organizations from "./diff-organization-words.ts";
import { ofPermissionSet } from "./diff-permission-set-words.ts";
import * as policies from "./diff-policy-words.ts";
import * as principals from "./diff-principal-words.ts";
import * as providers from "./diff-provider-words.ts";
import type { Reaches } from "./diff-reach.ts";
import type { Pair, Told } from "./diff-told.ts";

/** What became of a record, in words of access; a record that came or went has only one side. */
export function tell(was: IamRecord | undefined, is: IamRecord | undefined, reaches: Reaches): Told[] {
  const reach = is ? reaches.after : reaches.before;
  const pair = <K extends Kind>(kind: K, words: (pair: Pair<K>) => Told[]): Told[] => {
    const [old, now] = [isOf(was, kind) ? was : undefined, isOf(is, kind) ? is : undefined];
    const one = now ?? old;
    const verb = old === undefined ? "gained" : now === undefined ? "lost" : "changed";
    return one ? words({ was: old, is: now, one, verb }) : [];
  };
  return [
    ...pair("iam_user", principals.ofUser),
    ...pair("iam_role", principals.ofRole),
    ...pair("iam_group", principals.ofGroup),
    ...pair("iam_membership", (of) => principals.ofMembership(of, reaches)),
    ...pair("iam_attachment", (of) => policies.ofAttachment(of, reach)),
    ...pair("iam_inline_policy", (of) => policies.ofInlinePolicy(of, reach)),
    ...pair("iam_policy", (of) => policies.ofPolicy(of, reaches)),
    ...pair("iam_access_key", credentials.ofKey),
    ...pair("iam_login_profile", credentials.ofPassword),
    ...pair("iam_mfa_device", credentials.ofMfa),
    ...pair("iam_saml_provider", providers.ofSamlProvider),
    ...pair("iam_oidc_provider", providers.ofOidcProvider),
    ...pair("sso_user", (of) => identities.ofIdentityUser(of, reaches)),
    ...pair("sso_assignment", (of) => identities.ofAssignment(of, reach)),
    ...pair("sso_permission_set", (of) => ofPermissionSet(of, reaches)),
    ...pair("organization_account", organizations.ofMember),
    ...pair("organization_policy", organizations.ofServiceControlPolicy),
  ];
}

const isOf = <K extends Kind>(record: IamRecord | undefined, kind: K): record is RecordOf<K> => record?.kind === kind;
