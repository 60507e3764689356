import type { Aws, Place } from "@plumbline/aws-session/aws";
import { AwsError } from "@plumbline/aws-session/errors";
import { exceptionText } from "@plumbline/finding-model/exception";
import { type Finding, isExcepted } from "@plumbline/finding-model/finding";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { asffOf, asffPrefix, cutText, type ToAsff } from "@plumbline/reports/asff";
import { archivedCopy, type Earlier, earlierFindings } from "./hub-earlier.ts";
import { type HubScope, hubScope } from "./hub-scope.ts";
import { type Importing, importFindings, setWorkflows, type WorkflowChange } from "./hub-write.ts";

/** What Security Hub took. `kept`: earlier findings that were left as they are, since this run can't tell more of them. */
export interface HubOutcome {
  readonly imported: number;
  readonly archived: number;
  readonly kept: number;
  /** What could not be told, one line each. */
  readonly problems: readonly string[];
}
type Counts = { -readonly [K in Exclude<keyof HubOutcome, "problems">]: HubOutcome[K] } & { problems: string[] };
type Connect = (place: Place) => Promise<Aws>;

/**
 * Imports what a finished run found into Security Hub: each finding in its own account and region, as the default product. What fails or is
 * unknown is imported; what passes now, does not apply or is gone is archived, where it was imported before and this run looked at all that it
 * was about. A finding that a later run imported is left as it is. Rejects only with what is no fault of AWS's answers.
 */
export async function tellSecurityHub(report: RunReport, connect: Connect): Promise<HubOutcome> {
  const counts: Counts = { imported: 0, archived: 0, kept: 0, problems: [] };
  const telling: Telling = { report, connect, toAsff: asffOf(report), scope: hubScope(report), counts };
  const done = new Set<string>();
  for await (const { place, findings } of byPlace(report)) {
    done.add(keyOf(place));
    await tellPlace(telling, place, findings);
  }
  // Where nothing was found now there may be something that was imported before.
  for (const { id: account, regions } of report.header.accounts)
    for (const region of regions) if (!done.has(keyOf({ account, region }))) await tellPlace(telling, { account, region }, []);
  return counts;
}

const keyOf = ({ account, region }: Place): string => `${account} ${region}`;

/** Findings come by account and region; those of one place are held at a time. */
async function* byPlace(report: RunReport): AsyncGenerator<{ place: Place; findings: Finding[] }> {
  let current: { place: Place; findings: Finding[] } | undefined;
  for await (const finding of report.findings()) {
    const { account, region } = finding.resource;
    const place = { account, region };
    if (!current || keyOf(current.place) !== keyOf(place)) {
      if (current) yield current;
      current = { place, findings: [] };
    }
    current.findings.push(finding);
  }
  if (current) yield current;
}

interface Telling {
  readonly report: RunReport;
  readonly connect: Connect;
  readonly toAsff: ToAsff;
  readonly scope: HubScope;
  readonly counts: Counts;
}

async function tellPlace(telling: Telling, place: Place, findings: readonly Finding[]): Promise<void> {
  const { counts, connect } = telling;
  const open = findings.filter(isOpen).length;
  try {
    const aws = await connect(place);
    const earlier = await earlierFindings(aws);
    const decided = decide(telling, place, { findings, earlier });
    const wrote = await importFindings(aws, decided.imports);
    counts.imported += wrote.done.filter(({ archives }) => !archives).length;
    counts.archived += wrote.done.filter(({ archives }) => archives).length;
    counts.kept += decided.kept;
    const refused = new Set(wrote.refused);
    const changes = decided.workflows.filter(({ id }) => !refused.has(id));
    counts.problems.push(...wrote.problems, ...(await setWorkflows(aws, changes)));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // Where Security Hub is off nothing was imported before, so that there is nothing to archive.
    if (error.code === "InvalidAccessException" && open === 0) return;
    counts.problems.push(`account ${place.account} in ${place.region}: ${open} of its open findings not imported: ${error.message}`);
  }
}

const isOpen = ({ verdict }: Finding): boolean => verdict.status === "fail" || verdict.status === "unknown";

interface Seen {
  readonly findings: readonly Finding[];
  readonly earlier: ReadonlyMap<string, Earlier>;
}
interface Decided {
  readonly imports: Importing[];
  readonly workflows: WorkflowChange[];
  kept: number;
}

function decide({ report, toAsff, scope }: Telling, place: Place, { findings, earlier }: Seen): Decided {
  const decided: Decided = { imports: [], workflows: [], kept: 0 };
  const seen = new Set<string>();
  const unsure = new Set(findings.filter(({ verdict }) => verdict.status === "unknown").map(({ check }) => check));
  const at = report.summary.finishedAt;
  const isLater = (old: Earlier | undefined): boolean => old !== undefined && Date.parse(old.finding.UpdatedAt) > Date.parse(at);
  for (const finding of findings) {
    const asff = toAsff(finding);
    seen.add(asff.Id);
    const old = earlier.get(asff.Id);
    // Could not look is no news of what is known to fail.
    const tellsLess = finding.verdict.status === "unknown" && old?.isActive && old.compliance === "FAILED";
    if (isLater(old) || tellsLess) decided.kept++;
    else if (isOpen(finding) || old?.isActive) {
      const since = old && { CreatedAt: old.finding.CreatedAt, FirstObservedAt: old.finding.FirstObservedAt ?? old.finding.CreatedAt };
      const { Workflow, ...rest } = asff;
      // The workflow belongs to the customer once a finding is there; an import can't change it then.
      const whole = { ...rest, ...since, ...(old ? {} : { Workflow, ...noteOf(finding, at) }) };
      decided.imports.push({ finding: whole, archives: !isOpen(finding) });
      decided.workflows.push(...workflowOf(finding, old));
    }
  }
  for (const [id, old] of earlier) {
    if (seen.has(id) || !old.isActive) continue;
    const check = old.finding.GeneratorId.slice(asffPrefix.length);
    if (!unsure.has(check) && !isLater(old) && scope.isWhole({ ...place, check }))
      decided.imports.push({ finding: archivedCopy(old, { at, run: report.header.id }), archives: true });
    else decided.kept++;
  }
  return decided;
}

/** By whom our notes are, so that we take back no other's decision. */
const author = "plumbline";
const noteText = (finding: Finding): string | undefined =>
  isExcepted(finding) && finding.exception ? cutText(exceptionText(finding.exception), 512) : undefined;
function noteOf(finding: Finding, at: string) {
  const Text = noteText(finding);
  return Text === undefined ? {} : { Note: { Text, UpdatedBy: author, UpdatedAt: at } };
}

/** An exception suppresses; when it is over, what we suppressed ourselves is new again. */
function workflowOf(finding: Finding, old: Earlier | undefined): WorkflowChange[] {
  if (!old || !isOpen(finding)) return [];
  const id = `${asffPrefix}${finding.fingerprint}`;
  const note = noteText(finding);
  const productArn = old.finding.ProductArn;
  if (note !== undefined)
    return old.workflow === "SUPPRESSED" && old.note?.text === note ? [] : [{ id, productArn, status: "SUPPRESSED", note, author }];
  const isOurs = old.workflow === "SUPPRESSED" && old.note?.by === author;
  return isOurs ? [{ id, productArn, status: "NEW", note: "the exception is over", author }] : [];
}
