import { defineChange } from "@plumbline/audit-kit/define";
import { iamRole } from "@plumbline/collectors/iam_role";
import { Quarantine, quarantined } from "../principal/inline.ts";

/** Sets the inline policy that cuts a role off; null removes it. No other policy of the role is touched. */
export const iamRoleQuarantine = defineChange({
  name: "iam_role/quarantine",
  title: "Set the policy that cuts the role off",
  on: iamRole,
  aspect: "inlinePolicies",
  state: Quarantine,
  iam: ["iam:PutRolePolicy", "iam:DeleteRolePolicy"],
  undo: "restore",
  ...quarantined,
});
