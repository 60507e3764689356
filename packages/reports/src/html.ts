import type { RunReport } from "@plumbline/finding-model/run-report";
import { embeddedCells, embeddedFindings } from "./html/embed.ts";
import { callsSection, findingsSection, head, ledgerSection, overview, runSection } from "./html/page.ts";
import { pageScript } from "./html/script.ts";
import { style } from "./html/style.ts";

/**
 * One HTML file that needs nothing else: findings with filters and evidence, coverage ledger, API calls. Its security policy
 * forbids every network request. The findings are embedded as JSON; a page shows 200 of them.
 */
export async function* html(report: RunReport): AsyncGenerator<string> {
  const { header, summary } = report;
  const script = pageScript();
  yield head(header, { style, script });
  yield overview(header, summary);
  yield findingsSection(summary);
  yield ledgerSection(summary);
  yield callsSection(summary);
  yield runSection(header, summary);
  yield '</main>\n<script type="application/json" id="findings">';
  yield* embeddedFindings(header, report.findings());
  yield '</script>\n<script type="application/json" id="ledger">';
  yield* embeddedCells(summary.coverage);
  yield `</script>\n<script>${script}</script>\n</body>\n</html>\n`;
}
