import type { Kind, RecordOf } from "../kinds.ts";

/** Facts of which a change is no change of access that a diff tells, and why; `notConsidered` is what people should know of it. */
interface Untold {
  readonly why: string;
  readonly facts: { readonly [K in Kind]?: readonly (keyof RecordOf<K>["facts"] | "name" | "createdAt")[] };
  readonly notConsidered?: string;
}

export const untold: readonly Untold[] = [
  {
    why: "part of the id: with another it is another record",
    facts: {
      iam_membership: ["userId", "groupName", "name"],
      iam_attachment: ["principalKind", "principalId", "policyArn", "name"],
      iam_inline_policy: ["principalKind", "principalId", "name"],
      iam_access_key: ["name"],
      iam_login_profile: ["userId"],
      iam_mfa_device: ["name"],
      iam_saml_provider: ["name"],
      iam_oidc_provider: ["url", "name"],
      sso_assignment: ["instance", "permissionSetArn", "principalKind", "principalId", "name"],
      sso_permission_set: ["instance"],
    },
  },
  {
    why: "AWS changes it for nobody: with another it is another record",
    facts: {
      iam_policy: ["path", "isAwsManaged", "isAttachable", "name"],
      iam_access_key: ["userId"],
      sso_user: ["instance"],
      sso_group: ["instance"],
      sso_permission_set: ["name"],
      organization_policy: ["organization", "isAwsManaged"],
    },
  },
  {
    // What is new in a slot of the root user's keys is told by when it was last changed.
    why: "AWS gives the id to nothing else, or does not tell when it was made",
    facts: {
      iam_user: ["createdAt"],
      iam_role: ["createdAt"],
      iam_group: ["createdAt"],
      iam_membership: ["createdAt"],
      iam_attachment: ["createdAt"],
      iam_inline_policy: ["createdAt"],
      iam_policy: ["createdAt"],
      iam_access_key: ["createdAt"],
      iam_mfa_device: ["createdAt"],
      sso_user: ["createdAt"],
      sso_group: ["createdAt"],
      sso_assignment: ["createdAt"],
      sso_permission_set: ["createdAt"],
      organization_policy: ["createdAt"],
    },
  },
  {
    why: "the principal's new name is told of the principal",
    facts: {
      iam_membership: ["userName"],
      iam_attachment: ["principalName"],
      iam_inline_policy: ["principalName"],
      iam_access_key: ["userName"],
      iam_login_profile: ["userName", "name"],
      iam_mfa_device: ["userName"],
    },
  },
  { why: "a group that was made anew is told with all that it had and has", facts: { iam_membership: ["groupId"] } },
  { why: "told by attachments and boundaries", facts: { iam_policy: ["attachments", "boundaryUses"] } },
  { why: "the text of the default version tells it", facts: { iam_policy: ["defaultVersion"] } },
  {
    why: "a version that is not the default gives nothing yet",
    facts: { iam_policy: ["versions"] },
    notConsidered: "versions of policies that are not the default",
  },
  {
    why: "a name for people: access goes by the id",
    facts: {
      sso_user: ["displayName", "name"],
      sso_group: ["description", "name"],
      organization_account: ["name"],
      organization_policy: ["name"],
    },
  },
  { why: "told by the account's place and the policies above it", facts: { organization_account: ["organization", "createdAt"] } },
  { why: "told at each account below", facts: { organization_policy: ["targets"] } },
  {
    why: "it makes access longer, not more",
    facts: { sso_permission_set: ["sessionDuration"] },
    notConsidered: "how long sessions last",
  },
  {
    why: "which tags give access only the conditions of policies say, also of policies of resources",
    facts: { iam_user: ["tags"], iam_role: ["tags"], organization_account: ["tags"] },
    notConsidered: "tags, which conditions may read",
  },
];

/** Kinds of which no change is told, and why. */
export const untoldKinds: readonly { readonly why: string; readonly kinds: readonly Kind[]; readonly notConsidered?: string }[] = [
  { why: "use is no access", kinds: ["iam_activity"] },
  {
    why: "an instance may do what the role of its profile may; which role that is, is told of the role",
    kinds: ["ec2_instance"],
    notConsidered: "which instances carry an instance profile",
  },
  { why: "tags of instances: which of them give access only conditions say", kinds: ["ec2_tag"] },
  {
    why: "access in other systems, by rules of their own",
    kinds: ["eks_access_entry", "k8s_binding", "k8s_role", "k8s_service_account", "cloudhealth_user"],
    notConsidered: "access in Kubernetes and CloudHealth",
  },
  { why: "no access", kinds: ["cloudhealth_instance", "alertlogic_account", "alertlogic_remediation"] },
];

/** Changes of access that a diff can't tell, whatever it is asked. */
export const neverTold: readonly string[] = [
  ...["what changed and changed back between the two instants", "policies of resources"],
  ...[...untold, ...untoldKinds].flatMap(({ notConsidered }) => notConsidered ?? []),
  // AWS tells neither.
  ...["passwords that were only changed", "metadata of SAML providers, but for until when they are valid"],
];
