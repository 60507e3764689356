import { defineChange } from "@plumbline/audit-kit/define";
import { iamRole } from "@plumbline/collectors/iam_role";
import { InlinePolicies, ownInline } from "../principal/inline.ts";

/** Puts and deletes inline policies of a role, each by its text; the quarantine is another change's. */
export const iamRoleInlinePolicies = defineChange({
  name: "iam_role/inline-policies",
  title: "Set the inline policies of the role",
  on: iamRole,
  aspect: "inlinePolicies",
  state: InlinePolicies,
  iam: ["iam:PutRolePolicy", "iam:DeleteRolePolicy"],
  undo: "restore",
  ...ownInline,
});
