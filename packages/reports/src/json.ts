import type { RunReport } from "@plumbline/finding-model/run-report";
import { sortedCalls } from "./calls.ts";

/** One JSON document `{ header, summary, findings }` with one finding a line, streamed in the report's order. */
export async function* json(report: RunReport): AsyncGenerator<string> {
  const { header, summary } = report;
  yield `{"header":${JSON.stringify(header)},\n"summary":${JSON.stringify({ ...summary, calls: sortedCalls(summary.calls) })},\n"findings":[`;
  let separator = "\n";
  for await (const finding of report.findings()) {
    yield separator + JSON.stringify(finding);
    separator = ",\n";
  }
  yield "\n]}\n";
}
