/** Actions that the reader policy grants and the end-to-end scan does not use, each with the reason that a reviewer accepted. */
export const notExercised: Readonly<Record<string, string>> = {
  "cloudtrail:GetEventSelectors": "a fresh account has no trail; rows of region.test.ts and multi_region_trail.test.ts",
  "cloudtrail:GetTrailStatus": "a fresh account has no trail; rows of region.test.ts",
  "ec2:DescribeNetworkInterfaceAttribute": "no instance is stopped when the scan begins; rows of instance-addresses.test.ts",
  "ec2:DescribeNetworkInterfaces": "the emulator ends tasks by itself; rows of ecs_task.test.ts",
  "ec2:DescribeSpotInstanceRequests": "no Spot instance is made; rows of ec2.test.ts",
  "ecs:DescribeTasks": "the emulator ends tasks by itself; rows of ecs_task.test.ts",
  "guardduty:GetAdministratorAccount": "a fresh account has no detector; rows of region.test.ts",
  "guardduty:GetDetector": "a fresh account has no detector; rows of region.test.ts",
  "organizations:ListAccounts": "the scan names its accounts; --org asks (organization.e2e.ts)",
  "organizations:ListAccountsForParent": "only --ou asks (organization.e2e.ts)",
  "organizations:ListOrganizationalUnitsForParent": "only --ou asks (organization.e2e.ts)",
};

/**
 * Reads that a check makes for some resources only, and why a resource for which it is not made can pass without it. Where such a call
 * is denied, what it was made for must be unknown.
 */
export const onlyForSome: Readonly<Record<string, string>> = {
  "ec2/not-public-in-dev ec2:DescribeNetworkInterfaceAttribute": "asked of stopped instances; the addresses of running ones tell",
  "ec2/not-public-in-dev ec2:DescribeRouteTables": "asked for instances with a global IPv6 address",
  "ec2/not-public-in-dev ec2:DescribeSpotInstanceRequests": "asked for Spot instances",
  "ec2/not-public-in-dev ec2:DescribeSubnets": "asked of stopped instances, where an endpoint does not know the interface's setting",
  "ec2/required-tags ec2:DescribeSpotInstanceRequests": "asked for Spot instances",
  "ecs_service/no-public-ip ec2:DescribeRouteTables": "asked for services that give public addresses",
  "ecs_service/no-public-ip ec2:DescribeSubnets": "asked for services that give public addresses",
  "ecs_service/no-public-ip ec2:DescribeVpcEndpoints": "asked for services that give public addresses",
  "ecs_task/no-public-ip ec2:DescribeNetworkInterfaces": "asked for running tasks with an interface",
  "ecs_task/no-public-ip ec2:DescribeRouteTables": "asked for tasks with a global IPv6 address",
};
