import { colours } from "./colours.ts";
import { controlNumber, controlText, type Diff, diffReason, diffStates, gatherDiff, severityText } from "./diff.ts";
import { cell, tableLines } from "./table.ts";
import type { TerminalOptions } from "./terminal.ts";
import { resourceName } from "./terminal-parts.ts";
import { counted, printable, wrap } from "./text.ts";

const whole = { fit: "whole" } as const;
const findingColumns = [whole, whole, whole, { fit: "ids", share: 0.22 }, { fit: "ids", share: 0.24 }, { fit: "prose" }] as const;

/** Two runs for a terminal: what makes them not alike, answers that changed, findings by what became of them, and a closing line. */
export async function* diffText(diff: Diff, options: TerminalOptions = {}): AsyncGenerator<string> {
  const paint = colours(options.color ?? false);
  const [width, limit] = [Math.max(60, options.width ?? 100), Math.max(1, options.limit ?? 20)];
  const { earlier, later, older, notes, controls } = diff;
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  yield text([
    ...wrap(printable(`Run ${later.id} of ${later.evaluatedAt}`), width).map(paint.strong),
    ...wrap(printable(`against ${earlier.id} of ${earlier.evaluatedAt}`), width),
    ...(older > 0 ? [`${counted(older, "older run")} read for what was reopened`] : []),
    ...notes.flatMap((note) => wrap(printable(`- ${note}`), width)).map(paint.unsure),
  ]);
  if (controls.length > 0) {
    const rows = controls.map((change) =>
      [change.account, controlNumber(change), controlText(change), change.title].map((one) => cell(printable(one))),
    );
    const columns = [{ fit: "whole" }, { fit: "whole" }, { fit: "whole" }, { fit: "prose" }] as const;
    yield text(["", paint.strong("Controls"), ...tableLines(rows, columns, width)]);
  }
  const groups = await gatherDiff(diff.findings(), limit);
  for (const { state, title, isListed } of diffStates) {
    const group = groups.get(state);
    if (!group || !isListed) continue;
    const rows = group.first.map((one) => {
      const { severity, check, resource, subKey, exception } = one.finding;
      const reason = [diffReason(one), ...(exception && one.state !== "resolved" ? ["[excepted]"] : [])].join(" ").trim();
      return [
        cell(severity, paint[severity]),
        ...[resource.account, resource.region, check].map((of) => cell(printable(of))),
        cell(resourceName(resource, subKey)),
        cell(printable(reason)),
      ];
    });
    const more = group.count - group.first.length;
    yield text([
      "",
      `${paint.strong(title)} (${severityText(group)})`,
      ...tableLines(rows, findingColumns, width),
      ...(more > 0 ? [`  ${paint.quiet(`... and ${more} more (--format json lists all)`)}`] : []),
    ]);
  }
  yield text(["", diffStates.map(({ state }) => `${groups.get(state)?.count ?? 0} ${state}`).join(", ")]);
}
