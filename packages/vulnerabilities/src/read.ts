import type { Aws } from "@plumbline/aws-session/aws";
import type { Vulnerability, VulnerabilitySource } from "@plumbline/finding-model/vulnerability";
import type { Answered } from "./answered.ts";
import { FindingError } from "./finding-error.ts";
import { type HubQuery, type Span, securityHubByIds, securityHubFindings } from "./hub-read.ts";
import type { InspectorFinding } from "./inspector-finding.ts";
import { inspectorByArns, inspectorFindings } from "./inspector-read.ts";
import { inspectorVulnerability } from "./inspector-vulnerability.ts";
import { fateOf, isExpired, type SentVulnerability } from "./retention.ts";

/** `gone`: it is to be deleted. Its source no longer has it, or it was archived or closed so long ago that nobody can bring it back. */
export type VulnerabilityChange =
  | { readonly kind: "there"; readonly id: string; readonly vulnerability: Vulnerability }
  | { readonly kind: "gone"; readonly id: string };

export interface Reading {
  readonly source: VulnerabilitySource;
  readonly now: Date;
  /** When the last reading began; without it all is listed. */
  readonly since?: Date | undefined;
  /** How long before `since` an incremental reading begins: some products send in a batch, with the time at which they looked. */
  readonly overlapHours?: number | undefined;
  /** Of Security Hub: `all` takes every finding. */
  readonly select?: HubQuery["select"];
  /**
   * What was sent of this place before and was not named by this reading. It is asked for when the listing has ended; the last
   * `heldBack` changes may still be on their way to whoever answers this.
   */
  unnamed(): AsyncIterable<SentVulnerability> | Iterable<SentVulnerability>;
}

/** `listed`: every finding was listed, also where an incremental reading was asked for and too much time has passed. */
export type ReadVulnerabilities =
  | { readonly kind: "not-enabled"; readonly reason: string }
  | { readonly kind: "read"; readonly listed: boolean; readonly changes: AsyncIterable<VulnerabilityChange> };

const hour = 3_600_000;
const usualOverlapHours = 24;
/**
 * After so many days a source may have removed a finding that was closed since the last reading: Security Hub archived ones after 30, Inspector
 * those of a resource that is gone after 3. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings.html,
 * https://docs.aws.amazon.com/inspector/latest/user/findings-understanding.html
 */
export const longestGapDays: Readonly<Record<VulnerabilitySource, number>> = { securityhub: 30, inspector2: 3 };

/**
 * What became of the vulnerabilities of one place: all of them, or what changed since an instant. Each is told as it is now; ids that were
 * sent and are gone are told too. What a person says in Security Hub leaves the time of the last update: who put a finding aside or took that
 * back is seen all the same, another workflow or severity only when the product updates the finding or all is listed. Nothing may be concluded from a reading that was not consumed to its end, nor from `not-enabled`.
 * Rejects, or throws while it is consumed, with an AwsError or a FindingError when it could not look.
 */
export async function readVulnerabilities(aws: Aws, reading: Reading): Promise<ReadVulnerabilities> {
  const { now, since } = reading;
  const isListed = since === undefined || now.getTime() - since.getTime() > longestGapDays[reading.source] * 24 * hour;
  const first = new Date((since?.getTime() ?? 0) - (reading.overlapHours ?? usualOverlapHours) * hour);
  const source = sources[reading.source](aws, reading.select);
  const answers = isListed ? [await source.list(undefined)] : await allOf(source, { since: first, until: now });
  const off = answers.find((answer) => answer.kind === "not-enabled");
  if (off) return off;
  return { kind: "read", listed: isListed, changes: changesOf(source, { reading, isListed, answers }) };
}

interface Source {
  list(updated: Span | undefined): Promise<Answered<Vulnerability>>;
  /** What is put aside now by a person, which leaves the time of the last update as it is. */
  putAside?(): Promise<Answered<Vulnerability>>;
  byIds(ids: readonly string[]): Promise<Answered<Vulnerability>>;
}
const sources: Readonly<Record<VulnerabilitySource, (aws: Aws, select: HubQuery["select"]) => Source>> = {
  securityhub: (aws, select) => ({
    list: (updated) => securityHubFindings(aws, { updated, select }),
    putAside: () => securityHubFindings(aws, { workflow: ["SUPPRESSED", "RESOLVED"], select }),
    byIds: (ids) => securityHubByIds(aws, ids, { select }),
  }),
  inspector2: (aws) => ({
    list: async (updated) => translated(await inspectorFindings(aws, { updated }), aws),
    byIds: async (ids) => translated(await inspectorByArns(aws, ids), aws),
  }),
};

const translated = (answer: Answered<InspectorFinding>, aws: Aws): Answered<Vulnerability> => {
  if (answer.kind === "not-enabled") return answer;
  const { findings } = answer;
  const each = async function* () {
    for await (const finding of findings) yield inspectorVulnerability(finding, aws);
  };
  return { kind: "read", findings: each() };
};

const allOf = async (source: Source, updated: Span): Promise<Answered<Vulnerability>[]> => {
  const changed = await source.list(updated);
  return source.putAside === undefined || changed.kind === "not-enabled" ? [changed] : [changed, await source.putAside()];
};

interface Open {
  readonly reading: Reading;
  readonly isListed: boolean;
  readonly answers: readonly Answered<Vulnerability>[];
}

/** So many ids are asked for together: ten calls of Inspector, five of Security Hub. */
const idsAtOnce = 100;

/** So many changes a consumer may gather before it notes them. */
export const heldBack = 1000;

async function* changesOf(source: Source, { reading, isListed, answers }: Open): AsyncGenerator<VulnerabilityChange, void> {
  const { now } = reading;
  const latest = new Set<string>();
  for (const answer of answers)
    if (answer.kind === "read")
      for await (const vulnerability of answer.findings) {
        keepLatest(latest, vulnerability.id);
        yield toChange(vulnerability, now);
      }
  const asked: string[] = [];
  for await (const sent of reading.unnamed()) {
    if (latest.has(sent.id)) continue;
    const fate = fateOf(sent, now);
    if (fate === "delete") yield { kind: "gone", id: sent.id };
    // A whole listing would have named it.
    else if (fate === "ask" || isListed) asked.push(sent.id);
    if (asked.length === idsAtOnce) yield* askedAgain(source, asked.splice(0), now);
  }
  yield* askedAgain(source, asked, now);
}

function keepLatest(latest: Set<string>, id: string): void {
  latest.delete(id);
  latest.add(id);
  const [oldest] = latest;
  if (latest.size > heldBack && oldest !== undefined) latest.delete(oldest);
}

async function* askedAgain(source: Source, ids: readonly string[], now: Date): AsyncGenerator<VulnerabilityChange, void> {
  if (ids.length === 0) return;
  const answer = await source.byIds(ids);
  // It was on when this reading began; what it says now proves nothing.
  if (answer.kind === "not-enabled") throw new FindingError(`${answer.reason}, and was on a moment ago`, { hint: "run once more" });
  const there = new Set<string>();
  for await (const vulnerability of answer.findings) {
    there.add(vulnerability.id);
    yield toChange(vulnerability, now);
  }
  yield* ids.filter((id) => !there.has(id)).map((id) => ({ kind: "gone" as const, id }));
}

const toChange = (vulnerability: Vulnerability, now: Date): VulnerabilityChange =>
  isExpired({ updated: new Date(vulnerability.updated), state: vulnerability.state }, now)
    ? { kind: "gone", id: vulnerability.id }
    : { kind: "there", id: vulnerability.id, vulnerability };
