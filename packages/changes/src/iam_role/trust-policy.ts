import { defineChange } from "@plumbline/audit-kit/define";
import { iamRole } from "@plumbline/collectors/iam_role";
import { PolicyDocument } from "@plumbline/collectors/policy/document";

/** Sets the trust policy of a role; null stands for one that could not be read, and is never written. */
export const iamRoleTrustPolicy = defineChange({
  name: "iam_role/trust-policy",
  title: "Set the role's trust policy",
  on: iamRole,
  aspect: "base",
  state: PolicyDocument.nullable(),
  iam: ["iam:UpdateAssumeRolePolicy"],
  undo: "restore",
  view: ({ trustPolicy }) => trustPolicy,
  set: (base, trustPolicy) => ({ ...base, trustPolicy }),
});
