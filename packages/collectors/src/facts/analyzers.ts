import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

/** An analyzer of IAM Access Analyzer. An organization's is listed in the account that it was made in alone. */
export const Analyzer = z.object({ name: z.string(), type: z.string(), status: z.string() });

/** Reads the analyzers of a region. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html */
export async function readAnalyzers(aws: Aws): Promise<z.input<typeof Analyzer>[]> {
  const { AccessAnalyzerClient, paginateListAnalyzers } = await import("@aws-sdk/client-accessanalyzer");
  const all: z.input<typeof Analyzer>[] = [];
  for await (const page of paginateListAnalyzers({ client: aws.client(AccessAnalyzerClient) }, { maxResults: 100 }))
    for (const { name = "", type = "", status = "" } of page.analyzers ?? []) all.push({ name, type, status });
  return all;
}
