import { createHash } from "node:crypto";
import { type KdiStatus, type KdiVuln, longestIdentifier } from "@plumbline/kdi-writer/kdi";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { scannerType } from "./definition.ts";
import { detailsOf } from "./details.ts";
import type { Note } from "./note.ts";
import type { EntryOptions } from "./options.ts";
import { suppressionOf } from "./suppression.ts";
import { toKdiInstant } from "./words.ts";

/** A finding as a vulnerability, also where it is left out: that is its later word then. */
export const vulnOf = (
  finding: InspectorFinding,
  definition: string,
  options: EntryOptions,
): { readonly vuln: KdiVuln; readonly isLeftOut: boolean; readonly notes: readonly Note[] } => {
  const { suppressed = "open" } = options;
  const status = statusOf(finding, suppressed === "skip" ? "open" : suppressed);
  const isLeftOut = finding.status === "SUPPRESSED" && suppressed === "skip";
  const suppression = finding.status === "SUPPRESSED" && !isLeftOut ? suppressionOf(finding, options.filters) : undefined;
  const details = detailsOf(finding, { details: options.details, suppression: suppression?.said });
  const ports = finding.networkReachabilityDetails?.openPortRange;
  const isRunTime = options.ignoreScannerLastSeenTime === true && status !== "closed";
  const seen = toKdiInstant(isRunTime ? options.now : finding.lastObservedAt);
  const closed = status === "closed" ? toKdiInstant(finding.updatedAt ?? finding.lastObservedAt) : undefined;
  // Nothing of it may be before it began, whatever clocks said.
  const [created] = [toKdiInstant(finding.firstObservedAt), seen, closed ?? seen].sort();
  return {
    vuln: {
      scanner_identifier: identifierOf(finding.findingArn),
      scanner_type: scannerType,
      vuln_def_name: definition,
      scanner_score: scoreOf(finding),
      ...{ created_at: created, last_seen_at: seen, status },
      ...(closed && { closed_at: closed }),
      ...(ports !== undefined && ports.begin === ports.end && isPort(ports.begin) && { port: ports.begin }),
      ...(details && { details }),
    },
    isLeftOut,
    notes: isLeftOut ? [{ kind: "suppressed-left-out", subject: finding.findingArn }] : (suppression?.notes ?? []),
  };
};

const isPort = (number: number): boolean => number >= 0 && number <= 65_535;

/** What nobody has closed is there: a status that is newer than this list is open. */
const statusOf = ({ status }: InspectorFinding, suppressed: KdiStatus): KdiStatus => {
  if (status === "CLOSED") return "closed";
  return status === "SUPPRESSED" ? suppressed : "open";
};

// As the toolkit's task has them.
const scores: ReadonlyMap<string, number> = new Map([
  ["INFORMATIONAL", 0],
  ["LOW", 3],
  ["MEDIUM", 6],
  ["HIGH", 8],
  ["CRITICAL", 10],
]);
/** 0 to 10: Inspector's score, a half rounded up, else what stands for the severity. An untriaged or newer one counts 1. */
export const scoreOf = ({ inspectorScore, severity }: Pick<InspectorFinding, "inspectorScore" | "severity">): number =>
  inspectorScore === undefined ? (scores.get(severity) ?? 1) : Math.min(10, Math.max(0, Math.floor(inspectorScore + 0.5)));
export const isSeverity = (severity: string): boolean => scores.has(severity) || severity === "UNTRIAGED";

// What Kenna would cut off of a longer one may be all that two differ in.
const mostCharacters = longestIdentifier - scannerType.length;
const hashLength = 16;
const identifierOf = (arn: string): string => {
  const id = arn.trim() || "finding without an ARN";
  if (id.length <= mostCharacters) return id;
  const hash = createHash("sha256").update(arn).digest("hex").slice(0, hashLength);
  return `${id.slice(0, mostCharacters - hashLength - 1)}~${hash}`;
};
