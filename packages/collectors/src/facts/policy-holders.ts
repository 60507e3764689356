import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { arn } from "@plumbline/finding-model/arn";
import { z } from "zod";

const Names = z.array(z.string());
const Holders = z.object({ roles: Names, users: Names, groups: Names });

/**
 * Who has a policy of AWS attached; where a policy is only a boundary it grants nothing and does not count. A partition may lack the
 * policy, and then nobody has it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
export const holdersOf = (policy: string) =>
  ({
    iam: ["iam:ListEntitiesForPolicy"],
    schema: Holders.default({ roles: [], users: [], groups: [] }),
    none: ["NoSuchEntity", "NoSuchEntityException"],
    async fetch(aws: Aws) {
      const { IAMClient, paginateListEntitiesForPolicy } = await import("@aws-sdk/client-iam");
      const PolicyArn = arn({ partition: aws.partition, service: "iam", account: "aws", resource: `policy/${policy}` });
      const holders: z.input<typeof Holders> = { roles: [], users: [], groups: [] };
      const asked = { PolicyArn, PolicyUsageFilter: "PermissionsPolicy", MaxItems: 1000 } as const;
      for await (const page of paginateListEntitiesForPolicy({ client: aws.client(IAMClient) }, asked)) {
        holders.roles.push(...(page.PolicyRoles ?? []).map(({ RoleName = "" }) => RoleName));
        holders.users.push(...(page.PolicyUsers ?? []).map(({ UserName = "" }) => UserName));
        holders.groups.push(...(page.PolicyGroups ?? []).map(({ GroupName = "" }) => GroupName));
      }
      return holders;
    },
  }) as const satisfies PerResource;
