import { isGap } from "@plumbline/finding-model/coverage";
import { exceptionNote } from "@plumbline/finding-model/exception";
import type { RunReport } from "@plumbline/finding-model/run-report";

/**
 * What the owners of exceptions should know after a run: which end within 14 days, ended, or have no end, and which cover no failing
 * finding. An incomplete run does not tell the last, since what it could not see may be what they are for.
 */
export function exceptionNotes({ header, summary }: Pick<RunReport, "header" | "summary">): string[] {
  const isComplete = summary.counts.unknown === 0 && !summary.coverage.some(isGap);
  return (summary.exceptions ?? []).flatMap((use) => {
    const note = exceptionNote(use, new Date(header.evaluatedAt));
    if (note !== undefined) return [note];
    if (use.findings > 0 || !use.isWhole || !isComplete) return [];
    return [`exception of ${use.scope} (${use.owner}) covers no failing finding of this run: it is misspelt or no longer needed`];
  });
}
