import { controlResults } from "@plumbline/finding-model/control-results";
import { callsInOrder } from "@plumbline/finding-model/order";
import type { RunReport } from "@plumbline/finding-model/run-report";

/**
 * One JSON document `{ header, summary, findings }` with one finding a line, streamed in the report's order. A run that answers a benchmark
 * has `controls` too: the answer of each account to each control.
 */
export async function* json(report: RunReport): AsyncGenerator<string> {
  const { header, summary } = report;
  yield `{"header":${JSON.stringify(header)},\n"summary":${JSON.stringify({ ...summary, calls: callsInOrder(summary.calls) })},\n`;
  if (header.benchmark)
    yield `"controls":[${(await controlResults(report)).map((result) => `\n${JSON.stringify(result)}`).join(",")}\n],\n`;
  yield '"findings":[';
  let separator = "\n";
  for await (const finding of report.findings()) {
    yield separator + JSON.stringify(finding);
    separator = ",\n";
  }
  yield "\n]}\n";
}
