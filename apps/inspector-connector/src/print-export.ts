import { type Io, print } from "@plumbline/cli/io";
import type { Cell } from "@plumbline/finding-model/coverage";
import { noteTexts, sayNotes } from "@plumbline/kdi-model/note";
import { type KdiManifest, manifestPath } from "@plumbline/kdi-writer/manifest";
import { counted, printable } from "@plumbline/reports/text";
import type { ExportConfig } from "./config.ts";
import { isLeftOut } from "./left-out.ts";
import { type Exported, exportName, isGapOfExport } from "./run-export.ts";

const most = 20;

/** Whether something was not looked at, not read, or not told in full. */
export const isIncomplete = ({ cells, unread }: Pick<Exported, "cells" | "unread">, config: ExportConfig): boolean =>
  unread.length > 0 || cells.some((cell) => isGapOfExport(cell, config));

/** What an export did, as one JSON object. */
export function exportJson(exported: Exported, config: ExportConfig) {
  const { folder, manifest, cells, unread, passedOver, lost, findings, notes, accounts, isKept = false } = exported;
  return {
    ...(manifest.isExcerpt && { isExcerpt: true }),
    // Where it is kept, all that is told of the files is of the export before.
    ...{ folder, manifest: manifestPath(folder, exportName), complete: manifest.complete && !isKept, ...(isKept && { isKept }) },
    ...{
      settings: manifest.settings,
      findings,
      accounts: Object.fromEntries([...accounts].sort()),
      counts: manifest.counts,
      files: manifest.files,
    },
    notes: [...notes].map(([kind, { count, subjects }]) => ({ kind, text: noteTexts[kind], count, subjects })),
    incomplete: cells.filter((cell) => isGapOfExport(cell, config)),
    off: cells.filter(isOff).map(({ account, region, message }) => ({ account, region, reason: message })),
    leftOut: cells.filter(isLeftOut).map(({ account, message }) => ({ account, reason: message })),
    ...{ unread, passedOver, lost },
  };
}

/** Prints what an export did, for a person. */
export async function printExport(exported: Exported, config: ExportConfig, io: Io): Promise<void> {
  const { folder, manifest, cells, unread, passedOver, lost, findings, notes, accounts } = exported;
  const gaps = cells.filter((cell) => isGapOfExport(cell, config));
  const off = cells.filter(isOff).length;
  const left = cells.filter(isLeftOut).map(({ account, message }) => `${account} (${message})`);
  const lines = [
    `${counted(findings.findings, "finding")}${accounts.size > 1 ? ` of ${accounts.size} accounts` : ""}`,
    ...namedLine("types", findings.types),
    ...namedLine("statuses", findings.statuses),
    ...namedLine("resources", findings.resources),
    ...(accounts.size > 1 ? namedLine("accounts", Object.fromEntries([...accounts].sort())) : []),
    ...(exported.isKept ? [keptText(exported)] : writtenLines(manifest, folder)),
    ...(off > 0 ? [`Inspector is off in ${counted(off, "place")}`] : []),
    ...(left.length > 0 ? [`left out: ${counted(left.length, "account")}, ${listed(left)}`] : []),
    ...Object.entries(passedOver).map(([reason, count]) => `· ${count} passed over: ${reason}`),
    ...Object.entries(lost).map(([field, count]) => `· ${counted(count, "finding")} without ${field}, which the saved form does not carry`),
    ...sayNotes(notes).map((note) => `· ${note}`),
    ...gaps
      .slice(0, most)
      .map(
        ({ account, region, aspect, outcome, message }) =>
          `! ${aspect} of ${account}/${region}: ${outcome}${message === undefined ? "" : `, ${message}`}`,
      ),
    ...unread.slice(0, most).map(({ where, reason }) => `! ${where}: ${reason}`),
    ...(gaps.length + unread.length > 2 * most ? [`! ${gaps.length} gaps and ${unread.length} unread in all; --format json has them`] : []),
  ];
  return print(io.stdout, lines.map((line) => `${printable(line)}\n`).join(""));
}

/** Inspector was asked, and said that it is off. */
const isOff = (cell: Cell): boolean => cell.outcome === "skipped" && !isLeftOut(cell);

const listed = (all: readonly string[]): string =>
  `${all.slice(0, most).join(", ")}${all.length > most ? ` and ${all.length - most} more` : ""}`;

function namedLine(what: string, counts: Readonly<Record<string, number | undefined>>): string[] {
  const each = Object.entries(counts).flatMap(([name, count]) => (count ? [`${name} ${count}`] : []));
  return each.length > 0 ? [`${what.padEnd(12)}${each.join(", ")}`] : [];
}

const keptText = ({ manifest: { files }, folder }: Exported): string =>
  `! nothing could be seen: the ${counted(files.length, "file")} of the export before ${files.length === 1 ? "stands" : "stand"} in ${folder} as ${files.length === 1 ? "it was" : "they were"}`;

function writtenLines(manifest: KdiManifest, folder: string): string[] {
  const { assets, vulns, byStatus, vulnDefs } = manifest.counts;
  return [
    `KDI         ${counted(assets, "asset")}, ${counted(vulns, "vuln")}, ${counted(vulnDefs, "definition")}`,
    ...namedLine("", byStatus),
    ...(manifest.isExcerpt
      ? ["saved       taken for some of the findings that there are; --findings-complete says that they are all"]
      : []),
    `autoclose   ${manifest.settings.skipAutoclose ? "off: what is not in the files stays open" : "on: Kenna closes what is not in the files"}`,
    `files       ${counted(manifest.files.length, "file")} in ${folder}`,
    ...manifest.files
      .slice(0, most)
      .map(
        ({ name, bytes, isTooLarge }) =>
          `            ${name}, ${bytes} bytes${isTooLarge ? ": one asset that is larger than a file should be" : ""}`,
      ),
    ...(manifest.files.length > most ? [`            and ${manifest.files.length - most} more`] : []),
  ];
}
