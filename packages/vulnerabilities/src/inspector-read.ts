import type { FilterCriteria } from "@aws-sdk/client-inspector2";
import type { Aws } from "@plumbline/aws-session/aws";
import type { z } from "zod";
import { type Answered, answered, inGroups } from "./answered.ts";
import { FindingError, readFinding } from "./finding-error.ts";
import type { Span } from "./hub-read.ts";
import { InspectorDetails, InspectorFinding } from "./inspector-finding.ts";

export interface InspectorQuery {
  /** Only findings that changed then. */
  readonly updated?: Span | undefined;
  /** All unless told. */
  readonly statuses?: readonly ("ACTIVE" | "SUPPRESSED" | "CLOSED")[] | undefined;
  /**
   * The place's own unless told; a delegated administrator may name its members, or ask for all that it sees. Who names accounts has asked
   * `inspectorStatuses` about them: whether the administrator itself is scanned says nothing of its members.
   */
  readonly accounts?: readonly string[] | "all" | undefined;
  /** Takes a finding that can't be read, and reading goes on; without it such a one ends the reading. */
  readonly onUnreadable?: ((error: FindingError) => void) | undefined;
}

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_FilterCriteria.html, API_BatchGetFindingDetails.html */
const limits = { filterValues: 10, findingsOfPage: 100, detailsOfCall: 10 } as const;

/**
 * Findings of Inspector in a place, of every type, status and kind of resource, in pages of 100. Where Inspector is off it says
 * `not-enabled`: ListFindings would answer an empty list there. Rejects with an AwsError when it could not look, and with a FindingError
 * for a finding that can't be read. https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html
 */
export const inspectorFindings = (aws: Aws, query: InspectorQuery = {}): Promise<Answered<InspectorFinding>> => {
  const { updated, statuses } = query;
  return ask(aws, query, {
    ...(updated && { updatedAt: [{ startInclusive: updated.since, endInclusive: updated.until }] }),
    ...(statuses && { findingStatus: equals(statuses) }),
  });
};

/** Those of the findings with these ARNs that Inspector has, 10 a call. Answers and rejects as `inspectorFindings` does. */
export const inspectorByArns = (
  aws: Aws,
  arns: readonly string[],
  query: Pick<InspectorQuery, "accounts"> = {},
): Promise<Answered<InspectorFinding>> =>
  ask(aws, query, ...inGroups(arns, limits.filterValues).map((group) => ({ findingArn: equals(group) })));

/**
 * What Inspector knows besides of findings: CISA's dates, evidence, CWEs, exploits seen. 10 a call; a finding of which it has no details is
 * left out. Details that are refused for one of them, or can't be read, are told to `onRefused`. Rejects with an AwsError.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetFindingDetails.html
 */
export async function* inspectorDetails(
  aws: Aws,
  arns: readonly string[],
  onRefused: (error: FindingError) => void,
): AsyncGenerator<InspectorDetails, void> {
  const { BatchGetFindingDetailsCommand, Inspector2Client } = await import("@aws-sdk/client-inspector2");
  const inspector = aws.client(Inspector2Client);
  for (const findingArns of inGroups(arns, limits.detailsOfCall)) {
    const { findingDetails = [], errors = [] } = await inspector.send(new BatchGetFindingDetailsCommand({ findingArns }));
    for (const refused of errors.filter(({ errorCode }) => errorCode !== "FINDING_DETAILS_NOT_FOUND"))
      onRefused(
        new FindingError(
          `details of ${refused.findingArn} of Inspector in account ${aws.account}, region ${aws.region} were refused: ${refused.errorCode}: ${refused.errorMessage}`,
          { hint: "grant inspector2:BatchGetFindingDetails and run again, or read the findings without details" },
        ),
      );
    yield* readable(findingDetails, InspectorDetails, aws, onRefused);
  }
}

const equals = (values: readonly string[]) => values.map((value) => ({ value, comparison: "EQUALS" as const }));

const ask = (aws: Aws, query: InspectorQuery, ...asked: FilterCriteria[]): Promise<Answered<InspectorFinding>> => {
  const accounts = query.accounts ?? [aws.account];
  const places = accounts === "all" ? [{}] : inGroups(accounts, limits.filterValues).map((group) => ({ awsAccountId: equals(group) }));
  const all = places.flatMap((place) => asked.map((criteria) => ({ ...place, ...criteria })));
  const proof = query.accounts === undefined ? "before" : accounts === "all" ? "when-empty" : "elsewhere";
  return answered(readAll(aws, all, proof, query.onUnreadable), (error) => (error instanceof OffError ? error.message : undefined));
};

class OffError extends Error {
  override readonly name = "OffError";
}

type Take = ((error: FindingError) => void) | undefined;

/** `proof`: when it is proven that Inspector is on, so that an empty list is no "off". An administrator that is off may see its members' findings. */
async function* readAll(
  aws: Aws,
  all: readonly FilterCriteria[],
  proof: "before" | "when-empty" | "elsewhere",
  onUnreadable: Take,
): AsyncGenerator<InspectorFinding, void> {
  if (proof === "before") await requireOn(aws);
  let isEmpty = true;
  const { ListFindingsCommand, Inspector2Client } = await import("@aws-sdk/client-inspector2");
  const inspector = aws.client(Inspector2Client);
  for (const filterCriteria of all) {
    let token: string | undefined;
    do {
      const { findings = [], nextToken } = await inspector.send(
        new ListFindingsCommand({
          filterCriteria,
          maxResults: limits.findingsOfPage,
          ...(token === undefined ? {} : { nextToken: token }),
        }),
      );
      if (findings.length > 0) isEmpty = false;
      yield* readable(findings, InspectorFinding, aws, onUnreadable);
      token = nextToken || undefined;
    } while (token !== undefined);
  }
  if (isEmpty && proof === "when-empty") await requireOn(aws);
}

function* readable<S extends z.ZodType>(all: readonly unknown[], schema: S, place: Aws, onUnreadable: Take): Generator<z.output<S>> {
  for (const raw of all) {
    try {
      yield readFinding(schema, raw, { of: "Inspector", place });
    } catch (error) {
      if (onUnreadable === undefined || !(error instanceof FindingError)) throw error;
      onUnreadable(error);
    }
  }
}

const on: ReadonlySet<string> = new Set(["ENABLED", "ENABLING"]);
/** Only then there is nothing that Inspector could tell; one that is suspended, or on its way, keeps findings. */
const off = "DISABLED";

// https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
async function requireOn(aws: Aws): Promise<void> {
  const { BatchGetAccountStatusCommand, Inspector2Client } = await import("@aws-sdk/client-inspector2");
  const where = `account ${aws.account}, region ${aws.region}`;
  const { accounts = [], failedAccounts = [] } = await aws
    .client(Inspector2Client)
    .send(new BatchGetAccountStatusCommand({ accountIds: [aws.account] }));
  const [failed] = failedAccounts;
  const status = accounts.find(({ accountId }) => accountId === aws.account)?.state?.status;
  if (failed || status === undefined) {
    const why = failed ? `${failed.errorCode}: ${failed.errorMessage}` : "the account is not in the answer";
    throw new FindingError(`Inspector does not say whether it is on in ${where}: ${why}`, {
      hint: failed
        ? `grant inspector2:BatchGetAccountStatus in account ${aws.account}`
        : "ask Inspector's administrator of the account, run again, or leave the account or region out",
    });
  }
  if (status === off) throw new OffError(`Inspector is off in ${where}: ${status}`);
  if (!on.has(status))
    throw new FindingError(`Inspector is neither on nor off in ${where}: ${status}`, {
      hint: "run again when it is ENABLED or DISABLED, or leave the account or region out",
    });
}
