import { defineChange } from "@plumbline/audit-kit/define";
import { iamGroup } from "@plumbline/collectors/iam_group";

/** Attaches and detaches managed policies of a group; the state is the ARNs of those that it has. The policies themselves stay. */
export const iamGroupAttachedPolicies = defineChange({
  name: "iam_group/attached-policies",
  title: "Set the managed policies of the group",
  on: iamGroup,
  aspect: "attachedPolicies",
  state: iamGroup.aspects.attachedPolicies.schema,
  iam: ["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"],
  undo: "restore",
  view: (arns) => arns,
  set: (_, arns) => arns,
});
