import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import { asffLimits, inBatches } from "@plumbline/reports/asff-batches";
import { counted } from "@plumbline/reports/text";

/** A finding to import; `archives`: it says that an earlier one is over. */
export interface Importing {
  readonly finding: AwsSecurityFinding & { readonly Id: string; readonly GeneratorId: string };
  readonly archives: boolean;
}
interface Imported {
  readonly done: readonly Importing[];
  readonly refused: readonly string[];
  readonly problems: readonly string[];
}

/** Imports findings of one place in batches. What was refused is told one by one, and a batch that failed as a whole by its error. */
export async function importFindings(aws: Aws, findings: readonly Importing[]): Promise<Imported> {
  const { BatchImportFindingsCommand, SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const hub = aws.client(SecurityHubClient);
  const where = `account ${aws.account} in ${aws.region}`;
  const done: Importing[] = [];
  const refused: string[] = [];
  const problems: string[] = [];
  for (const batch of inBatches(findings, ({ finding }) => finding)) {
    try {
      const said = await hub.send(new BatchImportFindingsCommand({ Findings: batch.map(({ finding }) => finding) }));
      const failed = new Map((said.FailedFindings ?? []).map((one) => [one.Id, one]));
      done.push(...batch.filter(({ finding }) => !failed.has(finding.Id)));
      for (const { finding } of batch) {
        const failure = failed.get(finding.Id);
        if (!failure) continue;
        refused.push(finding.Id);
        problems.push(`${where}: ${finding.GeneratorId} ${finding.Id} was refused: ${failure.ErrorCode}: ${failure.ErrorMessage}`);
      }
      const untold = (said.FailedCount ?? 0) - failed.size;
      if (untold > 0) problems.push(`${where}: ${untold} more were refused, and Security Hub does not say which`);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      refused.push(...batch.map(({ finding }) => finding.Id));
      problems.push(`${where}: ${counted(batch.length, "finding")} not imported: ${error.message}`);
    }
  }
  return { done, refused, problems };
}

/** A finding's place in its investigation, and why. */
export interface WorkflowChange {
  readonly id: string;
  readonly productArn: string;
  readonly status: "SUPPRESSED" | "NEW";
  readonly note: string;
  readonly author: string;
}

/** Sets workflows, those with the same note together; says what could not be set. */
export async function setWorkflows(aws: Aws, changes: readonly WorkflowChange[]): Promise<string[]> {
  if (changes.length === 0) return [];
  const { BatchUpdateFindingsCommand, SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const hub = aws.client(SecurityHubClient);
  const where = `account ${aws.account} in ${aws.region}`;
  const problems: string[] = [];
  for (const same of Map.groupBy(changes, ({ status, note }) => `${status} ${note}`).values())
    for (let start = 0; start < same.length; start += asffLimits.findingsOfBatch) {
      const batch = same.slice(start, start + asffLimits.findingsOfBatch);
      const [first] = batch;
      if (!first) continue;
      try {
        const { UnprocessedFindings = [] } = await hub.send(
          new BatchUpdateFindingsCommand({
            FindingIdentifiers: batch.map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
            Workflow: { Status: first.status },
            Note: { Text: first.note, UpdatedBy: first.author },
          }),
        );
        for (const { FindingIdentifier, ErrorCode, ErrorMessage } of UnprocessedFindings)
          problems.push(`${where}: ${FindingIdentifier?.Id} was not set to ${first.status}: ${ErrorCode}: ${ErrorMessage}`);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        problems.push(`${where}: ${counted(batch.length, "finding")} not set to ${first.status}: ${error.message}`);
      }
    }
  return problems;
}
