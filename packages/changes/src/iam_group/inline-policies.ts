import { defineChange } from "@plumbline/audit-kit/define";
import { iamGroup } from "@plumbline/collectors/iam_group";
import { InlinePolicies, ownInline } from "../principal/inline.ts";

/** Puts and deletes inline policies of a group, each by its text; the quarantine is another change's. */
export const iamGroupInlinePolicies = defineChange({
  name: "iam_group/inline-policies",
  title: "Set the inline policies of the group",
  on: iamGroup,
  aspect: "inlinePolicies",
  state: InlinePolicies,
  iam: ["iam:PutGroupPolicy", "iam:DeleteGroupPolicy"],
  undo: "restore",
  ...ownInline,
});
