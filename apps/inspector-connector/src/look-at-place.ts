import { chunks, windows } from "@plumbline/audit-kit/flow";
import { failureOf } from "@plumbline/audit-kit/look";
import type { Aws } from "@plumbline/aws-session/aws";
import type { Cell, Outcome } from "@plumbline/finding-model/coverage";
import type { FindingError } from "@plumbline/vulnerabilities/finding-error";
import type { InspectorFilter } from "@plumbline/vulnerabilities/inspector-filter";
import type { InspectorDetails, InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { type InspectorQuery, inspectorDetails, inspectorFindings } from "@plumbline/vulnerabilities/inspector-read";
import { suppressionFilters } from "@plumbline/vulnerabilities/suppression-filters";

export interface Place {
  readonly account: string;
  readonly region: string;
  /** False for a region that nobody named. */
  readonly required: boolean;
}
export interface Asked {
  readonly query: InspectorQuery;
  /** Whether each finding is asked about once more, for what a listing leaves out. */
  readonly details: boolean;
  /** Whether suppressed findings are told with the filter that does it. */
  readonly reasons: boolean;
  connect(place: Pick<Place, "account" | "region">): Promise<Aws>;
}
/** A finding with what else could be told of it. */
export interface SeenFinding {
  readonly finding: InspectorFinding;
  readonly details?: InspectorDetails | undefined;
  readonly filters?: readonly InspectorFilter[] | undefined;
}

/** A call of BatchGetFindingDetails takes ten. https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetFindingDetails.html */
const [windowSize, groupSize] = [100, 10];

/**
 * Looks at Inspector in one place and hands over each finding. Answers the cells of the ledger: `list`, and `details` and `filters` where they
 * were asked for. What is handed over is true also when the listing breaks off. Inspector switched off is `skipped`.
 */
export async function lookAtPlace(place: Place, asked: Asked, take: (seen: SeenFinding) => void): Promise<Cell[]> {
  const extras = new Map<"details" | "filters", Cell>();
  let seen = 0;
  try {
    const aws = await asked.connect(place);
    const unreadable: FindingError[] = [];
    const answer = await inspectorFindings(aws, { ...asked.query, onUnreadable: (error) => unreadable.push(error) });
    if (answer.kind === "not-enabled") return [cell(place, "list", "skipped", { message: answer.reason })];
    let filters: readonly InspectorFilter[] | undefined;
    for await (const window of windows(answer.findings, windowSize)) {
      const details = asked.details ? await detailsOf(aws, place, window, extras) : undefined;
      if (asked.reasons && !extras.has("filters") && window.some(({ status }) => status === "SUPPRESSED"))
        filters = await filtersOf(aws, place, extras);
      for (const finding of window) {
        seen++;
        take({ finding, details: details?.get(finding.findingArn), filters });
      }
    }
    return [listed(place, unreadable, seen), ...extras.values()];
  } catch (error) {
    return [failed(place, "list", error, seen), ...extras.values()];
  }
}

/** A finding that can't be read is a gap; the others are taken all the same. */
function listed(place: Place, unreadable: readonly FindingError[], seen: number): Cell {
  const [first] = unreadable;
  if (first === undefined) return cell(place, "list", "ok", { asked: seen });
  const others = unreadable.length > 1 ? ` (and ${unreadable.length - 1} more)` : "";
  return cell(place, "list", "failed", { asked: seen, message: `${first.message}${others}` });
}

type Extras = Map<"details" | "filters", Cell>;

async function detailsOf(aws: Aws, place: Place, window: readonly InspectorFinding[], extras: Extras) {
  const found = new Map<string, InspectorDetails>();
  const before = extras.get("details");
  // A call that was refused once is not made a hundred times; details of one finding that are refused say nothing of the others.
  if (before !== undefined && before.outcome !== "ok" && before.outcome !== "failed") return found;
  try {
    const refused: FindingError[] = [];
    const arns = window.map(({ findingArn }) => findingArn);
    for (const group of chunks(arns, groupSize))
      for await (const one of inspectorDetails(aws, group, (error) => refused.push(error))) found.set(one.findingArn, one);
    const asked = (before?.asked ?? 0) + window.length;
    const message = before?.message ?? refused[0]?.message;
    extras.set("details", cell(place, "details", message === undefined ? "ok" : "failed", { asked, ...(message && { message }) }));
  } catch (error) {
    extras.set("details", failed(place, "details", error, before?.asked ?? 0));
  }
  return found;
}

async function filtersOf(aws: Aws, place: Place, extras: Extras): Promise<readonly InspectorFilter[] | undefined> {
  try {
    const filters = await suppressionFilters(aws);
    extras.set("filters", cell(place, "filters", "ok", { asked: filters.length }));
    return filters;
  } catch (error) {
    extras.set("filters", failed(place, "filters", error, 0));
    return undefined;
  }
}

/** A cell of the ledger for one aspect of a place; `asked` findings were seen. */
export function cell(
  { account, region, required }: Place,
  aspect: string,
  outcome: Outcome,
  { asked = 0, message }: { readonly asked?: number; readonly message?: string },
): Cell {
  const failures = outcome === "ok" || outcome === "skipped" ? {} : { [outcome]: 1 };
  const counts = { asked, ok: asked, fetches: 1, failures };
  return { account, region, type: "vulnerability", aspect, outcome, required, ...counts, ...(message === undefined ? {} : { message }) };
}

/** The cell of what could not be looked at. Throws what is no failure of AWS's. */
export function failed(place: Place, aspect: string, error: unknown, asked: number): Cell {
  const { kind, message } = failureOf(error);
  // A fault of the program, or of the disk, is none of AWS's.
  if (kind === "failed" && !(error instanceof Error && "kind" in error)) throw error;
  return cell(place, aspect, kind, { asked, message });
}
