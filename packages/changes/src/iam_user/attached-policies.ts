import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";

/** Attaches and detaches managed policies of a user; the state is the ARNs of those that it has. The policies themselves stay. */
export const iamUserAttachedPolicies = defineChange({
  name: "iam_user/attached-policies",
  title: "Set the managed policies of the user",
  on: iamUser,
  aspect: "attachedPolicies",
  state: iamUser.aspects.attachedPolicies.schema,
  iam: ["iam:AttachUserPolicy", "iam:DetachUserPolicy"],
  undo: "restore",
  view: (arns) => arns,
  set: (_, arns) => arns,
});
