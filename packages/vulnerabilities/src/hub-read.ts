import type { AwsSecurityFindingFilters } from "@aws-sdk/client-securityhub";
import type { Aws } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import type { Vulnerability } from "@plumbline/finding-model/vulnerability";
import { type Answered, answered, inGroups } from "./answered.ts";
import { readFinding } from "./finding-error.ts";
import { HubFinding, isVulnerability } from "./hub-finding.ts";
import { hubVulnerability, regionOf } from "./hub-vulnerability.ts";

/** A span of time, both ends included. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}
export interface HubQuery {
  /** Only findings that their product changed then. What a person does in Security Hub does not count as a change. */
  readonly updated?: Span | undefined;
  /** Only findings that somebody gave this workflow. */
  readonly workflow?: readonly ("SUPPRESSED" | "RESOLVED" | "NOTIFIED" | "NEW")[] | undefined;
  /**
   * The place's own unless told. In the home region of an aggregation the linked regions may be named too: each finding belongs to one
   * region, so none comes twice unless a region is read at home and in itself.
   */
  readonly regions?: readonly string[] | undefined;
  /** The place's own unless told; an administrator account may name its members, or ask for all that it sees. */
  readonly accounts?: readonly string[] | "all" | undefined;
  /** `all` takes every finding, such as checks of settings and threats; else those that `isVulnerability` takes. */
  readonly select?: "vulnerabilities" | "all" | undefined;
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
const limits = { filterValues: 20, findingsOfPage: 100 } as const;
// These hold what Security Hub's own controls say of settings: never a vulnerability, and often most of all findings.
const ownProducts = ["Security Hub", "Security Hub CSPM"];

/**
 * Findings of Security Hub, in pages of 100, of every record state and workflow: what became archived or suppressed is told too. Calls grow
 * with pages, never with resources. Where Security Hub is off it says `not-enabled`. Rejects with an AwsError when it could not look, and
 * with a FindingError for a finding that can't be read. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html
 */
export const securityHubFindings = (aws: Aws, query: HubQuery = {}): Promise<Answered<Vulnerability>> => {
  const { updated, workflow, select = "vulnerabilities" } = query;
  return ask(aws, query, {
    ...(updated && { UpdatedAt: [{ Start: updated.since.toISOString(), End: updated.until.toISOString() }] }),
    ...(workflow && { WorkflowStatus: equals(workflow) }),
    ...(select === "vulnerabilities" && { ProductName: ownProducts.map((Value) => ({ Value, Comparison: "NOT_EQUALS" as const })) }),
  });
};

/**
 * Those of the findings with these ids that Security Hub has, whatever became of them; 20 ids a call. What is not among them is gone, or
 * no finding that the query takes. Answers and rejects as `securityHubFindings` does.
 */
export const securityHubByIds = (
  aws: Aws,
  ids: readonly string[],
  query: Pick<HubQuery, "regions" | "accounts" | "select"> = {},
): Promise<Answered<Vulnerability>> => ask(aws, query, ...inGroups(ids, limits.filterValues).map((group) => ({ Id: equals(group) })));

const equals = (values: readonly string[]) => values.map((Value) => ({ Value, Comparison: "EQUALS" as const }));

const ask = (aws: Aws, query: HubQuery, ...asked: AwsSecurityFindingFilters[]): Promise<Answered<Vulnerability>> => {
  const regions = query.regions ?? [aws.region];
  const accounts = query.accounts ?? [aws.account];
  const places = inGroups(regions, limits.filterValues).flatMap((Region): AwsSecurityFindingFilters[] =>
    accounts === "all"
      ? [{ Region: equals(Region) }]
      : inGroups(accounts, limits.filterValues).map((group) => ({ Region: equals(Region), AwsAccountId: equals(group) })),
  );
  const isAsked = (finding: HubFinding) =>
    (query.select === "all" || isVulnerability(finding)) &&
    regions.includes(regionOf(finding) ?? aws.region) &&
    (accounts === "all" || accounts.includes(finding.AwsAccountId));
  const all = places.flatMap((place) => asked.map((filters) => ({ ...place, ...filters })));
  return answered(readAll(aws, all, isAsked), whyOff);
};

async function* readAll(
  aws: Aws,
  all: readonly AwsSecurityFindingFilters[],
  isAsked: (finding: HubFinding) => boolean,
): AsyncGenerator<Vulnerability, void> {
  const { GetFindingsCommand, SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const hub = aws.client(SecurityHubClient);
  for (const Filters of all) {
    let token: string | undefined;
    do {
      const { Findings = [], NextToken } = await hub.send(
        new GetFindingsCommand({ Filters, MaxResults: limits.findingsOfPage, ...(token === undefined ? {} : { NextToken: token }) }),
      );
      const read = Findings.map((raw) => readFinding(HubFinding, raw, { of: "Security Hub", place: aws }));
      yield* read.filter(isAsked).map((finding) => hubVulnerability(finding, aws));
      token = NextToken || undefined;
    } while (token !== undefined);
  }
}

/** AWS has one error for an account that is not subscribed and for one that may not ask; its text alone tells which. */
const whyOff = (error: unknown): string | undefined =>
  error instanceof AwsError && error.code === "InvalidAccessException" && /is not subscribed to /.test(error.message)
    ? `Security Hub is off in account ${error.account}, region ${error.region}`
    : undefined;
