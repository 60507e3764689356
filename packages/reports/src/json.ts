import { callsInOrder } from "@plumbline/finding-model/order";
import type { RunReport } from "@plumbline/finding-model/run-report";

/** One JSON document `{ header, summary, findings }` with one finding a line, streamed in the report's order. */
export async function* json(report: RunReport): AsyncGenerator<string> {
  const { header, summary } = report;
  yield `{"header":${JSON.stringify(header)},\n"summary":${JSON.stringify({ ...summary, calls: callsInOrder(summary.calls) })},\n"findings":[`;
  let separator = "\n";
  for await (const finding of report.findings()) {
    yield separator + JSON.stringify(finding);
    separator = ",\n";
  }
  yield "\n]}\n";
}
