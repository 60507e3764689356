import type { RunReport } from "@plumbline/finding-model/run-report";

/** One finding a line as JSON, in the report's order; nothing else. */
export async function* jsonl(report: RunReport): AsyncGenerator<string> {
  for await (const finding of report.findings()) yield `${JSON.stringify(finding)}\n`;
}
