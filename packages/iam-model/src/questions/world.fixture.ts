import type { IamRecord, Kind, RecordOf } from "../kinds.ts";
import { type Looked, type Snapshot, snapshotOf } from "../snapshot.ts";

export const account = "111122223333";
export const at = "2026-06-01T00:00:00.000Z";
const common = { account, arn: null, createdAt: "2026-01-01T00:00:00.000Z", updatedAt: null };
type Text = RecordOf<"iam_policy">["facts"]["document"];
type Statement = Record<string, unknown>;
type Holder = RecordOf<"iam_user"> | RecordOf<"iam_role"> | RecordOf<"iam_group">;

/** A policy of some statements. */
export const document = (...statements: Statement[]): Text => ({ Version: "2012-10-17", Statement: statements }) as Text;
export const allow = (action: string | string[], resource: string | string[] = "*", more: Statement = {}): Statement => ({
  ...{ Effect: "Allow", Action: action, Resource: resource },
  ...more,
});
export const deny = (action: string | string[], resource: string | string[] = "*", more: Statement = {}): Statement => ({
  ...{ Effect: "Deny", Action: action, Resource: resource },
  ...more,
});
export const when = (operator: string, key: string, value: string | string[]): Statement => ({
  Condition: { [operator]: { [key]: value } },
});
/** A policy variable, as it stands in a policy. */
export const variable = (inside: string): string => `$\{${inside}}`;
/** A trust policy for some principals. */
export const trusts = (principal: unknown, more: Statement = {}): Text =>
  ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }] }) as Text;

export const user = (
  name: string,
  { of = account, partition = "aws", boundary = null as string | null, tags = {}, createdAt = common.createdAt } = {},
) =>
  ({
    ...common,
    ...{ kind: "iam_user", account: of, id: `AIDA-${name}`, name, arn: `arn:${partition}:iam::${of}:user/${name}`, createdAt },
    facts: { path: "/", permissionsBoundary: boundary, tags },
  }) satisfies RecordOf<"iam_user">;

export const role = (
  name: string,
  {
    of = account,
    trust = trusts({ Service: "ec2.amazonaws.com" }),
    boundary = null as string | null,
    path = "/",
    profiles = [] as string[],
  } = {},
) =>
  ({
    ...common,
    ...{ kind: "iam_role", account: of, id: `AROA-${name}`, name, arn: `arn:aws:iam::${of}:role${path}${name}` },
    facts: { path, trustPolicy: trust, permissionsBoundary: boundary, instanceProfiles: profiles, tags: {} },
  }) satisfies RecordOf<"iam_role">;

export const group = (name: string, of = account) =>
  ({
    ...common,
    ...{ kind: "iam_group", account: of, id: `AGPA-${name}`, name, arn: `arn:aws:iam::${of}:group/${name}`, facts: { path: "/" } },
  }) satisfies RecordOf<"iam_group">;

export const member = (of: RecordOf<"iam_user">, groupName: string) =>
  ({
    ...common,
    ...{ kind: "iam_membership", account: of.account, id: `${of.id}/${groupName}`, name: groupName },
    facts: { userId: of.id, userName: of.name, groupId: `AGPA-${groupName}`, groupName },
  }) satisfies RecordOf<"iam_membership">;

const holder = (of: Holder) => ({
  principalKind: of.kind === "iam_user" ? ("user" as const) : of.kind === "iam_role" ? ("role" as const) : ("group" as const),
  ...{ principalId: of.id, principalName: of.name },
});

export const inline = (of: Holder, text: Text, name = "inline") =>
  ({
    ...common,
    ...{ kind: "iam_inline_policy", account: of.account, id: `${of.id}/${name}`, name, facts: { ...holder(of), document: text } },
  }) satisfies RecordOf<"iam_inline_policy">;

export const policyArn = (name: string, of = account): string => `arn:aws:iam::${of}:policy/${name}`;
export const policy = (
  name: string,
  text: Text,
  { of = account, arn = policyArn(name, of), versions = ["v1"], defaultVersion = "v1" } = {},
) =>
  ({
    ...common,
    ...{ kind: "iam_policy", account: of, id: `ANPA-${name}`, name, arn },
    facts: {
      ...{ path: "/", isAwsManaged: arn.includes("::aws:"), isAttachable: true, attachments: 1, boundaryUses: 0 },
      ...{ defaultVersion, versions: versions.map((id) => ({ id, createdAt: null })), document: text },
    },
  }) satisfies RecordOf<"iam_policy">;

export const attached = (of: Holder, arn: string) =>
  ({
    ...common,
    ...{ kind: "iam_attachment", account: of.account, id: `${of.id}/${arn}`, name: arn.split("/").at(-1) ?? "" },
    facts: { ...holder(of), policyArn: arn },
  }) satisfies RecordOf<"iam_attachment">;

export const organizationId = "o-example";
/** A member of the organization; each level is a list of policies' ids. */
export const memberAccount = (
  levels: readonly (readonly string[])[],
  { of = account, management = "999999999999", scps = "on" as "on" | "off" } = {},
) =>
  ({
    ...common,
    ...{
      kind: "organization_account",
      account: of,
      id: of,
      name: of,
      arn: `arn:aws:organizations::${management}:account/${organizationId}/${of}`,
    },
    facts: {
      ...{ organization: organizationId, email: "aws@example.com", status: "ACTIVE", tags: {}, path: ["r-1"] },
      serviceControlPolicies: scps,
      policies: levels.map((policyIds, index) => ({ target: ["r-1", "ou-1", of][index] ?? `level ${index}`, policyIds: [...policyIds] })),
    },
  }) satisfies RecordOf<"organization_account">;
export const scp = (id: string, text: Text) =>
  ({
    ...common,
    ...{ kind: "organization_policy", account: "", id, name: id },
    facts: { organization: organizationId, isAwsManaged: false, document: text, targets: [] },
  }) satisfies RecordOf<"organization_policy">;

const shared = { ...common, account: "" };
const instance = "arn:aws:sso:::instance/ssoins-1";
export const ssoUser = (name: string, groupIds: readonly string[] = []) =>
  ({
    ...shared,
    kind: "sso_user",
    id: `u-${name}`,
    name,
    facts: { instance, displayName: name, groupIds: [...groupIds] },
  }) satisfies RecordOf<"sso_user">;
export const ssoGroup = (name: string) =>
  ({ ...shared, kind: "sso_group", id: `g-${name}`, name, facts: { instance, description: "" } }) satisfies RecordOf<"sso_group">;
export const permissionSet = (name: string, facts: Partial<RecordOf<"sso_permission_set">["facts"]> = {}) =>
  ({
    ...{ ...shared, kind: "sso_permission_set", id: `arn:aws:sso:::permissionSet/ssoins-1/ps-${name}`, name },
    facts: {
      ...{ instance, managedPolicies: [], customerPolicies: [], inlinePolicy: null, boundary: null, sessionDuration: "PT1H" },
      ...facts,
    },
  }) satisfies RecordOf<"sso_permission_set">;
export const assigned = (principalId: string, permissionSetArn: string, of = account) =>
  ({
    ...common,
    ...{ kind: "sso_assignment", account: of, id: `${of}/${permissionSetArn}/${principalId}`, name: principalId },
    facts: { instance, permissionSetArn, principalKind: principalId.startsWith("g-") ? "GROUP" : "USER", principalId },
  }) satisfies RecordOf<"sso_assignment">;

/** Everything was looked at, but for what `gaps` says. */
export function world(records: readonly IamRecord[], gaps: Partial<Record<Kind, string>> = {}, instant = at): Snapshot {
  const kinds: Kind[] = [
    ...(["iam_user", "iam_role", "iam_group", "iam_membership", "iam_policy", "iam_attachment", "iam_inline_policy"] as const),
    ...(["iam_access_key", "iam_activity", "iam_login_profile", "iam_mfa_device", "organization_account", "organization_policy"] as const),
    ...([
      "iam_saml_provider",
      "iam_oidc_provider",
      "ec2_instance",
      "sso_assignment",
      "sso_permission_set",
      "sso_user",
      "sso_group",
    ] as const),
  ];
  const accounts = [...new Set([account, ...records.map((one) => one.account).filter((one) => one !== "")])];
  const looked = accounts.flatMap((one) =>
    kinds.map((kind): Looked => {
      const outcome = gaps[kind] ?? "ok";
      return {
        listing: `aws/${one}/global/${kind}`,
        kind,
        account: one,
        outcome,
        message: null,
        completeAt: outcome === "ok" ? instant : null,
      };
    }),
  );
  return snapshotOf(instant, records, looked);
}
