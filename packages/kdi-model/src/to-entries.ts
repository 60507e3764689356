import type { KdiEntry } from "@plumbline/kdi-writer/kdi";
import type { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { assetOf } from "./asset.ts";
import { definitionOf } from "./definition.ts";
import type { Note } from "./note.ts";
import type { EntryOptions } from "./options.ts";
import { isSeverity, vulnOf } from "./vuln.ts";
import { said, toKdiInstant } from "./words.ts";

/**
 * A finding of Inspector as entries of KDI, one for each of its resources; of one that is left out too, so that no earlier word on it counts.
 * The order of resources, tags and packages leaves no trace. Nothing is left out in silence: `notes` tell it.
 */
export const toEntries = (
  finding: InspectorFinding,
  options: EntryOptions,
): { readonly entries: readonly KdiEntry[]; readonly notes: readonly Note[] } => {
  const def = definitionOf(finding, options);
  const { vuln, isLeftOut, notes } = vulnOf(finding, def.name, options);
  const named = finding.resources.map((resource) => assetOf(finding, resource, options));
  const assets = new Map(
    named.flatMap(({ asset, tagsOf }) => (asset === undefined ? [] : [[JSON.stringify([asset, tagsOf]), { asset, tagsOf }] as const])),
  );
  const more = { vuln, def, said: saidOf(finding), ...(isLeftOut && { leftOut: true as const }) };
  return {
    entries: [...assets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => ({ ...one, ...more })),
    notes: [...newerNotes(finding, def.name), ...notes, ...named.flatMap((one) => one.notes)],
  };
};

/** Inspector leaves `lastObservedAt` as it was when it closes or suppresses a finding; `updatedAt` tells that it did. */
const saidOf = ({ lastObservedAt, updatedAt }: InspectorFinding): NonNullable<KdiEntry["said"]> => {
  const observed = toKdiInstant(lastObservedAt);
  const [, later = observed] = [observed, toKdiInstant(updatedAt ?? lastObservedAt)].sort();
  return { asset: observed, vuln: later };
};

const detailsOfType = new Map<string, (finding: InspectorFinding) => unknown>([
  ["PACKAGE_VULNERABILITY", (finding) => finding.packageVulnerabilityDetails],
  ["CODE_VULNERABILITY", (finding) => finding.codeVulnerabilityDetails],
  ["NETWORK_REACHABILITY", (finding) => finding.networkReachabilityDetails],
]);
const statuses: ReadonlySet<string> = new Set(["ACTIVE", "SUPPRESSED", "CLOSED"]);

const newerNotes = (finding: InspectorFinding, definition: string): Note[] => {
  const { type, title, status, severity, findingArn } = finding;
  const detailsOf = detailsOfType.get(type);
  const newer = definition === (said(title) ?? type) ? "unknown-finding-type" : "unknown-finding-type-named";
  return [
    ...(detailsOf === undefined ? [{ kind: newer, subject: type } as const] : []),
    ...(detailsOf !== undefined && detailsOf(finding) === undefined ? [{ kind: "no-details", subject: findingArn } as const] : []),
    ...(statuses.has(status) ? [] : [{ kind: "unknown-status", subject: status } as const]),
    ...(isSeverity(severity) ? [] : [{ kind: "unknown-severity", subject: severity } as const]),
  ];
};
