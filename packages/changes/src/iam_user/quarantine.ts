import { defineChange } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { Quarantine, quarantined } from "../principal/inline.ts";

/** Sets the inline policy that cuts a user off; null removes it. No other policy of the user is touched. */
export const iamUserQuarantine = defineChange({
  name: "iam_user/quarantine",
  title: "Set the policy that cuts the user off",
  on: iamUser,
  aspect: "inlinePolicies",
  state: Quarantine,
  iam: ["iam:PutUserPolicy", "iam:DeleteUserPolicy"],
  undo: "restore",
  ...quarantined,
});
