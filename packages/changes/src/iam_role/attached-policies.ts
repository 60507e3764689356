import { defineChange } from "@plumbline/audit-kit/define";
import { iamRole } from "@plumbline/collectors/iam_role";

/** Attaches and detaches managed policies of a role; the state is the ARNs of those that it has. The policies themselves stay. */
export const iamRoleAttachedPolicies = defineChange({
  name: "iam_role/attached-policies",
  title: "Set the managed policies of the role",
  on: iamRole,
  aspect: "attachedPolicies",
  state: iamRole.aspects.attachedPolicies.schema,
  iam: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
  undo: "restore",
  view: (arns) => arns,
  set: (_, arns) => arns,
});
