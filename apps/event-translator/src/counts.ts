import type { Translation } from "@plumbline/cloudtrail-incremental/translate";
import { counted } from "@plumbline/reports/text";

/** What became of the records of a run. */
export interface Counts {
  records: number;
  translated: number;
  messages: number;
  unreadable: number;
  filesLeftOut: number;
  /** By reason. */
  readonly ignored: Map<string, number>;
}

export const noCounts = (): Counts => ({ records: 0, translated: 0, messages: 0, unreadable: 0, filesLeftOut: 0, ignored: new Map() });

/** Adds what became of one record. */
export function count(counts: Counts, translation: Pick<Translation, "kind"> & { readonly reason?: string }): void {
  counts.records++;
  if (translation.kind === "messages") counts.translated++;
  else if (translation.kind === "unreadable") counts.unreadable++;
  else counts.ignored.set(translation.reason ?? "", (counts.ignored.get(translation.reason ?? "") ?? 0) + 1);
}

/** The counts as one line. */
export function countsText({ records, translated, messages, unreadable, filesLeftOut, ignored }: Counts): string {
  const reasons = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, n]) => `${n} ${reason}`);
  const total = [...ignored.values()].reduce((sum, n) => sum + n, 0);
  return [
    `${counted(records, "record")}: ${translated} translated to ${counted(messages, "message")}`,
    `${total} ignored${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`,
    `${unreadable} unreadable`,
    ...(filesLeftOut > 0 ? [`files of other kinds left out: ${filesLeftOut}`] : []),
  ].join("; ");
}
