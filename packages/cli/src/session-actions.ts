import { allow, type PolicyStatement } from "@plumbline/audit-kit/generate";
import { arn } from "@plumbline/finding-model/arn";

/** Which accounts a session signs in to beside its own, and by what. */
export interface OtherAccounts {
  /** Asks the organization for its accounts and units. */
  readonly org: boolean;
  readonly partition: string;
  /** Name, or path and name, of the role in each account. */
  readonly accountRole: string;
}

/** What every session takes: it asks who it is, for which AWS needs no permission, and which regions are enabled. */
export const sessionStatement: PolicyStatement = allow("PlumblineSession", ["ec2:DescribeRegions", "sts:GetCallerIdentity"]);

/** What only the account that signs in takes: the role in every other account and no other role, and the organization's accounts. */
export const callerStatements = ({ org, partition, accountRole }: OtherAccounts): readonly PolicyStatement[] => [
  allow("PlumblineAssumesRoles", ["sts:AssumeRole"], arn({ partition, service: "iam", account: "*", resource: `role/${accountRole}` })),
  ...(org
    ? [
        allow("PlumblineOrganization", [
          "organizations:ListAccounts",
          "organizations:ListAccountsForParent",
          "organizations:ListOrganizationalUnitsForParent",
        ]),
      ]
    : []),
];
