import { controlResults } from "@plumbline/finding-model/control-results";
import type { RunReport } from "@plumbline/finding-model/run-report";
import { controlsSection, evidenceChoices, standing } from "./html/control-page.ts";
import { controlStyle } from "./html/control-style.ts";
import { embeddedCells, embeddedControls, embeddedFindings } from "./html/embed.ts";
import { callsSection, findingsSection, head, ledgerSection, overview, runSection } from "./html/page.ts";
import { pageScript } from "./html/script.ts";
import { style } from "./html/style.ts";

/**
 * One HTML file that needs nothing else: the controls of a benchmark with their evidence, findings with filters, coverage ledger, API
 * calls. Its security policy forbids every network request. The findings are embedded as JSON; a page shows 200 of them.
 */
export async function* html(report: RunReport): AsyncGenerator<string> {
  const { header, summary } = report;
  const { benchmark } = header;
  const results = await controlResults(report);
  const script = pageScript(benchmark !== undefined);
  yield head(header, { style: benchmark ? style + controlStyle : style, script });
  yield overview(header, summary, benchmark && standing(benchmark, header, results));
  if (benchmark) yield controlsSection(benchmark, header);
  yield findingsSection(summary, benchmark && evidenceChoices(benchmark));
  yield ledgerSection(summary);
  yield callsSection(summary);
  yield runSection(header, summary);
  yield '</main>\n<script type="application/json" id="findings">';
  yield* embeddedFindings(header, report.findings());
  yield '</script>\n<script type="application/json" id="ledger">';
  yield* embeddedCells(summary.coverage);
  if (benchmark) {
    yield '</script>\n<script type="application/json" id="controls">';
    yield embeddedControls({ controls: benchmark.controls, results });
  }
  yield `</script>\n<script>${script}</script>\n</body>\n</html>\n`;
}
