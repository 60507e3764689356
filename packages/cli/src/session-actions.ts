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

/** What the pipeline takes beside: the queue of messages is filled by the poller and emptied by the remediator, which buries poison. */
export const queueStatements = (partition: string, { messages, dead }: { messages: string; dead: string }): readonly PolicyStatement[] => {
  const queue = (resource: string) => arn({ partition, service: "sqs", region: "*", account: "*", resource });
  return [
    allow("PlumblineSendsMessages", ["sqs:SendMessage"], queue(messages)),
    allow("PlumblineReadsMessages", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], queue(messages)),
    allow("PlumblineBuriesMessages", ["sqs:SendMessage"], queue(dead)),
  ];
};

/** A table of DynamoDB; `*` stands for any region, of the account that signs in. */
export interface Table {
  readonly partition: string;
  readonly region?: string | undefined;
  readonly table: string;
}
const tableArn = ({ partition, region = "*", table }: Table): string =>
  arn({ partition, service: "dynamodb", region, account: "*", resource: `table/${table}` });

/** What keeping the journal in a table takes; a transaction takes the actions of its parts. Nothing of the journal is ever deleted. */
export const journalStatement = (table: Table, { writes }: { readonly writes: boolean }): PolicyStatement =>
  allow("PlumblineJournal", ["dynamodb:GetItem", "dynamodb:Query", ...(writes ? (["dynamodb:PutItem"] as const) : [])], tableArn(table));

/** What keeping state in a table takes. */
export const stateStatement = (table: Table): PolicyStatement =>
  allow("PlumblineState", ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"], tableArn(table));

/** What importing into Security Hub takes, in each account itself. */
export const hubStatement: PolicyStatement = allow("PlumblineSecurityHub", [
  "securityhub:BatchImportFindings",
  "securityhub:BatchUpdateFindings",
  "securityhub:GetFindings",
]);
