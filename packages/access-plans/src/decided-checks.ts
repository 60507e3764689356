import type { Auditor } from "@plumbline/audit-kit/define";

/**
 * The checks by which decisions are planned and verified, in the order in which a principal is changed: inline policies go before the one
 * that denies comes, since their room is limited. They run for what was decided and nowhere else.
 */
export const decidedChecks = {
  "iam_user/keys-revoked": async () => (await import("./checks/iam_user/keys-revoked.ts")).iamUserKeysRevoked,
  "iam_user/inline-policies-revoked": async () =>
    (await import("./checks/iam_user/inline-policies-revoked.ts")).iamUserInlinePoliciesRevoked,
  "iam_user/quarantined": async () => (await import("./checks/iam_user/quarantined.ts")).iamUserQuarantined,
  "iam_user/login-revoked": async () => (await import("./checks/iam_user/login-revoked.ts")).iamUserLoginRevoked,
  "iam_user/attached-policies-revoked": async () =>
    (await import("./checks/iam_user/attached-policies-revoked.ts")).iamUserAttachedPoliciesRevoked,
  "iam_user/groups-left": async () => (await import("./checks/iam_user/groups-left.ts")).iamUserGroupsLeft,
  "iam_role/inline-policies-revoked": async () =>
    (await import("./checks/iam_role/inline-policies-revoked.ts")).iamRoleInlinePoliciesRevoked,
  "iam_role/quarantined": async () => (await import("./checks/iam_role/quarantined.ts")).iamRoleQuarantined,
  "iam_role/attached-policies-revoked": async () =>
    (await import("./checks/iam_role/attached-policies-revoked.ts")).iamRoleAttachedPoliciesRevoked,
  "iam_group/inline-policies-revoked": async () =>
    (await import("./checks/iam_group/inline-policies-revoked.ts")).iamGroupInlinePoliciesRevoked,
  "iam_group/attached-policies-revoked": async () =>
    (await import("./checks/iam_group/attached-policies-revoked.ts")).iamGroupAttachedPoliciesRevoked,
} satisfies Record<string, () => Promise<Auditor>>;
export type DecidedCheck = keyof typeof decidedChecks;

const registry: Readonly<Record<string, () => Promise<Auditor>>> = decidedChecks;
/** Loads the check of a decision by its id; undefined for one that this version does not know. */
export const loadDecidedCheck = async (id: string): Promise<Auditor | undefined> =>
  Object.hasOwn(registry, id) ? registry[id]?.() : undefined;
