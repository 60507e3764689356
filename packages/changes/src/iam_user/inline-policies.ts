import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { InlinePolicies, ownInline } from "../principal/inline.ts";

/** Puts and deletes inline policies of a user, each by its text; the quarantine is another change's. */
export const iamUserInlinePolicies = defineChange({
  name: "iam_user/inline-policies",
  title: "Set the inline policies of the user",
  on: iamUser,
  aspect: "inlinePolicies",
  state: InlinePolicies,
  iam: ["iam:PutUserPolicy", "iam:DeleteUserPolicy"],
  undo: "restore",
  ...ownInline,
});
