import type { IamAction } from "@plumbline/audit-kit/define";

/** What a session itself asks for, whatever the checks: who it is, which regions are enabled, the organization's accounts and their roles. */
export const sessionActions: readonly IamAction[] = [
  "ec2:DescribeRegions",
  "organizations:ListAccounts",
  "organizations:ListAccountsForParent",
  "organizations:ListOrganizationalUnitsForParent",
  "sts:AssumeRole",
  "sts:GetCallerIdentity",
];
