import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import type { Aws } from "@plumbline/aws-session/aws";
import { arn } from "@plumbline/finding-model/arn";
import { asffPrefix } from "@plumbline/reports/asff";
import { z } from "zod";

/** What is kept of a finding that was imported before: all that an import of its end must say again. */
const Imported = z.object({
  ...{ Id: z.string(), ProductArn: z.string(), GeneratorId: z.string(), AwsAccountId: z.string(), Title: z.string() },
  ...{ Description: z.string(), CreatedAt: z.string(), UpdatedAt: z.string(), FirstObservedAt: z.string().optional() },
  Types: z.array(z.string()).optional(),
  ProductFields: z.record(z.string(), z.string()).optional(),
  Resources: z.array(z.object({ Type: z.string(), Id: z.string(), Region: z.string().optional() })).min(1),
  RecordState: z.string().optional(),
  Compliance: z.object({ Status: z.string().optional() }).optional(),
  Workflow: z.object({ Status: z.string().optional() }).optional(),
  Note: z.object({ Text: z.string(), UpdatedBy: z.string() }).optional(),
});

export interface Earlier {
  readonly finding: Omit<z.infer<typeof Imported>, "RecordState" | "Compliance" | "Workflow" | "Note">;
  readonly isActive: boolean;
  readonly compliance: string | undefined;
  readonly workflow: string | undefined;
  readonly note: { readonly text: string; readonly by: string } | undefined;
}

/**
 * Every finding of ours in a place, by id, page by page. An aggregating account sees those of others too, which are left out. Rejects with an
 * AwsError.
 */
export async function earlierFindings(aws: Aws): Promise<ReadonlyMap<string, Earlier>> {
  const { GetFindingsCommand, SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const hub = aws.client(SecurityHubClient);
  const { account, region, partition } = aws;
  const product = arn({ partition, service: "securityhub", region, account, resource: `product/${account}/default` });
  const equals = (Value: string) => [{ Value, Comparison: "EQUALS" as const }];
  const Filters = {
    ...{ AwsAccountId: equals(account), ProductArn: equals(product), Region: equals(region) },
    GeneratorId: [{ Value: asffPrefix, Comparison: "PREFIX" as const }],
  };
  const found = new Map<string, Earlier>();
  let token: string | undefined;
  do {
    const { Findings = [], NextToken } = await hub.send(
      new GetFindingsCommand({ Filters, MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) }),
    );
    for (const finding of Findings.filter((one) => isOurs(one, product))) {
      const { RecordState, Compliance, Workflow, Note, ...rest } = Imported.parse(finding);
      found.set(rest.Id, {
        ...{ finding: rest, isActive: RecordState !== "ARCHIVED", compliance: Compliance?.Status, workflow: Workflow?.Status },
        note: Note && { text: Note.Text, by: Note.UpdatedBy },
      });
    }
    token = NextToken || undefined;
  } while (token !== undefined);
  return found;
}

const isOurs = ({ ProductArn, GeneratorId, Id }: AwsSecurityFinding, product: string): boolean =>
  ProductArn === product && (GeneratorId?.startsWith(asffPrefix) ?? false) && (Id?.startsWith(asffPrefix) ?? false);

/** An earlier finding as archived: its resource, or the part of it, is not there any more. */
export function archivedCopy({ finding }: Earlier, { at, run }: { readonly at: string; readonly run: string }) {
  const own = Object.entries(finding.ProductFields ?? {}).filter(([name]) => name.startsWith(asffPrefix));
  return {
    ...finding,
    ...{ SchemaVersion: "2018-10-08", RecordState: "ARCHIVED" as const, UpdatedAt: at, LastObservedAt: at },
    Compliance: { Status: "NOT_AVAILABLE" as const },
    ProductFields: { ...Object.fromEntries(own), "plumbline/Verdict": "gone", "plumbline/Run": run },
  };
}
