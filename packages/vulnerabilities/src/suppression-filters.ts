import type { Aws } from "@plumbline/aws-session/aws";
import { readFinding } from "./finding-error.ts";
import { InspectorFilter } from "./inspector-filter.ts";

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFilters.html */
const filtersOfPage = 100;

/**
 * The suppression rules of Inspector in a place: the account's own, and for a member of an organization none of its administrator's. Rejects
 * with an AwsError when it could not look, and with a FindingError for a rule that can't be read.
 */
export async function suppressionFilters(aws: Aws): Promise<InspectorFilter[]> {
  const { Inspector2Client, ListFiltersCommand } = await import("@aws-sdk/client-inspector2");
  const inspector = aws.client(Inspector2Client);
  const found: InspectorFilter[] = [];
  let token: string | undefined;
  do {
    const { filters = [], nextToken } = await inspector.send(
      new ListFiltersCommand({ action: "SUPPRESS", maxResults: filtersOfPage, ...(token === undefined ? {} : { nextToken: token }) }),
    );
    found.push(...filters.map((raw) => readFinding(InspectorFilter, raw, { what: "filter", of: "Inspector", place: aws })));
    token = nextToken || undefined;
  } while (token !== undefined);
  return found;
}
