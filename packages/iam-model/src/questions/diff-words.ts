import type { IamRecord, Kind, RecordOf } from "../kinds.ts";
import { ofIdentityUser } from "./diff-identity-words.ts";
import { ofPermissionSet } from "./diff-permission-set-words.ts";
import type { Reach, Reaches } from "./diff-reach.ts";
import * as shared from "./diff-shared-words.ts";
import { boundaryWords, eventOf, iam, type Pair, type Told, told, upper } from "./diff-told.ts";
import { statementChanges } from "./statement-changes.ts";
import type { Call } from "./who-did-it.ts";

const named = (kind: string, name: string): Record<string, string> => ({ [`${kind}Name`]: name });

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
    ...pair("iam_user", (of) => ofPrincipal("user", of)),
    ...pair("iam_role", (of) => [...ofPrincipal("role", of), ...ofTrust(of)]),
    ...pair("iam_group", ofGroup),
    ...pair("iam_membership", ofMembership),
    ...pair("iam_attachment", (of) => ofAttachment(of, reach)),
    ...pair("iam_inline_policy", (of) => ofInlinePolicy(of, reach)),
    ...pair("iam_policy", (of) => ofPolicy(of, reach)),
    ...pair("iam_access_key", ofKey),
    ...pair("iam_login_profile", ofPassword),
    ...pair("iam_mfa_device", ofMfa),
    ...pair("iam_saml_provider", shared.ofSamlProvider),
    ...pair("iam_oidc_provider", shared.ofOidcProvider),
    ...pair("sso_user", (of) => ofIdentityUser(of, reaches)),
    ...pair("sso_assignment", (of) => shared.ofAssignment(of, reach)),
    ...pair("sso_permission_set", (of) => ofPermissionSet(of, reaches)),
    ...pair("organization_account", shared.ofMember),
    ...pair("organization_policy", shared.ofServiceControlPolicy),
  ];
}

const isOf = <K extends Kind>(record: IamRecord | undefined, kind: K): record is RecordOf<K> => record?.kind === kind;

function ofPrincipal(kind: "user" | "role", { was, one, verb, is }: Pair<"iam_user"> | Pair<"iam_role">): Told[] {
  const [who, parameters] = [`${kind} ${one.name}`, named(kind, one.name)];
  if (was === undefined || is === undefined) {
    const events = eventOf({ verb }, `Create${upper(kind)}`, `Delete${upper(kind)}`);
    return [told({ verb, who, what: `the ${kind} itself`, calls: iam(events, parameters) })];
  }
  const [old, now] = [was.facts.permissionsBoundary, is.facts.permissionsBoundary];
  const calls =
    now === null
      ? iam([`Delete${upper(kind)}PermissionsBoundary`], parameters)
      : iam([`Put${upper(kind)}PermissionsBoundary`], { ...parameters, permissionsBoundary: now });
  const renamed = { verb: "changed", what: `its name, which was ${was.name}` } as const;
  return [
    ...(was.name === is.name ? [] : [told({ ...renamed, who, calls: iam([`Update${upper(kind)}`], named(kind, was.name)) })]),
    ...(old === now ? [] : [told({ ...boundaryWords(old, now), who, calls })]),
  ];
}

function ofTrust({ was, is }: Pair<"iam_role">): Told[] {
  if (was === undefined || is === undefined) return [];
  const { details } = statementChanges(was.facts.trustPolicy, is.facts.trustPolicy);
  const words = { verb: "changed", who: `role ${is.name}`, what: "who may assume it", details } as const;
  return details.length === 0 ? [] : [told({ ...words, calls: iam(["UpdateAssumeRolePolicy"], named("role", is.name)) })];
}

function ofGroup({ one: { name }, verb }: Pair<"iam_group">): Told[] {
  const events = eventOf({ verb }, "CreateGroup", "DeleteGroup");
  return verb === "changed"
    ? []
    : [told({ verb, who: `group ${name}`, what: "the group itself", calls: iam(events, named("group", name)) })];
}

function ofMembership({ one: { facts }, verb }: Pair<"iam_membership">): Told[] {
  const { userName, groupName } = facts;
  const events = eventOf({ verb }, "AddUserToGroup", "RemoveUserFromGroup");
  const words = { verb, who: `user ${userName}`, what: `membership in group ${groupName}` };
  return verb === "changed" ? [] : [told({ ...words, calls: iam(events, { userName, groupName }) })];
}

function ofAttachment({ one, verb }: Pair<"iam_attachment">, reach: Reach): Told[] {
  const { principalKind: kind, principalName: name, policyArn } = one.facts;
  const events = eventOf({ verb }, `Attach${upper(kind)}Policy`, `Detach${upper(kind)}Policy`);
  const reaches = kind === "group" ? reach.ofGroup(one.account, name) : [];
  const words = { verb, who: `${kind} ${name}`, what: `policy ${policyArn}`, reaches };
  return verb === "changed" ? [] : [told({ ...words, calls: iam(events, { ...named(kind, name), policyArn }) })];
}

function ofInlinePolicy({ was, is, one, verb }: Pair<"iam_inline_policy">, reach: Reach): Told[] {
  const { principalKind: kind, principalName: name } = one.facts;
  const { details, verb: direction } = statementChanges(was?.facts.document, is?.facts.document);
  const put = `Put${upper(kind)}Policy`;
  const reaches = kind === "group" ? reach.ofGroup(one.account, name) : [];
  const calls = iam(eventOf({ verb }, put, `Delete${upper(kind)}Policy`, put), { ...named(kind, name), policyName: one.name });
  const words = { verb: direction, who: `${kind} ${name}`, what: `inline policy ${one.name}`, calls };
  return details.length === 0 ? [] : [told({ ...words, details, reaches })];
}

/** A policy that comes or goes is access only for those who hold it, and their attachments tell that. */
function ofPolicy({ was, is }: Pair<"iam_policy">, reach: Reach): Told[] {
  if (was === undefined || is === undefined) return [];
  const { details, verb } = statementChanges(was.facts.document, is.facts.document);
  const words = { verb, who: `policy ${is.name}`, what: "what it says", calls: callsOfVersion(is) };
  return details.length === 0 ? [] : [told({ ...words, details, reaches: reach.ofPolicy(is.account, is.arn ?? "") })];
}

/**
 * What made a version the default. A version that is only created changes nothing yet; which one it was, the answer alone tells.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
const callsOfVersion = ({ arn, facts: { defaultVersion: versionId } }: RecordOf<"iam_policy">): Call[] => [
  ...iam(["CreatePolicyVersion"], { policyArn: arn ?? "", setAsDefault: true, "policyVersion.versionId": versionId }),
  ...iam(["SetDefaultPolicyVersion"], { policyArn: arn ?? "", versionId }),
];

/** Calls are told by the key's id alone: whoever changes an own key need not say whose it is. Its user may be renamed, which is no change of it. */
function ofKey({ was, is, one, verb }: Pair<"iam_access_key">): Told[] {
  const { userName, status } = one.facts;
  if (verb === "changed" && was?.facts.status === is?.facts.status) return [];
  const calls = {
    gained: iam(["CreateAccessKey"], { "accessKey.accessKeyId": one.id }),
    lost: iam(["DeleteAccessKey"], { accessKeyId: one.id }),
    changed: iam(["UpdateAccessKey"], { accessKeyId: one.id, status }),
  }[verb];
  const direction = verb !== "changed" ? verb : status === "Active" ? "gained" : "lost";
  const what = `access key ${one.id}${verb === "lost" ? "" : verb === "gained" ? ` (${status})` : `, which is ${status} now`}`;
  return [told({ verb: direction, who: `user ${userName}`, what, calls })];
}

function ofPassword({ one: { facts }, verb }: Pair<"iam_login_profile">): Told[] {
  const events = eventOf({ verb }, "CreateLoginProfile", "DeleteLoginProfile", "UpdateLoginProfile");
  const { userName } = facts;
  return [told({ verb, who: `user ${userName}`, what: "a password", calls: iam(events, { userName }) })];
}

/** With less MFA there is more access for whoever has the password; the words are of the device. */
function ofMfa({ one, verb }: Pair<"iam_mfa_device">): Told[] {
  const { userName } = one.facts;
  const events = eventOf({ verb }, "EnableMFADevice", "DeactivateMFADevice");
  const words = { verb, who: `user ${userName}`, what: `MFA device ${one.id}` };
  return verb === "changed" ? [] : [told({ ...words, calls: iam(events, { userName, serialNumber: one.id }) })];
}
