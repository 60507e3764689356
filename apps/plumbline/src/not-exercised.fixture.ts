/** Actions that the reader policy grants and the end-to-end scan does not use, each with the reason that a reviewer accepted. */
export const notExercised: Readonly<Record<string, string>> = {
  "ec2:DescribeRegions": "the scan names its regions; --regions all asks (covered by regions.test.ts)",
  "organizations:ListAccounts": "the scan names its accounts; --org asks (covered by organization.test.ts)",
  "organizations:ListAccountsForParent": "only --ou asks (covered by organization.test.ts)",
  "organizations:ListOrganizationalUnitsForParent": "only --ou asks (covered by organization.test.ts)",
};
