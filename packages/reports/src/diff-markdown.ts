import { controlNumber, controlText, type Diff, diffReason, diffStates, gatherDiff, severityText } from "./diff.ts";
import { code, markdownTable, plain } from "./markdown-text.ts";
import { resourceName } from "./terminal-parts.ts";

const limit = 100;
/** Two runs as GitHub-flavoured markdown, for a ticket: counts, answers that changed, and up to 100 findings of each state. */
export async function diffMarkdown(diff: Diff): Promise<string> {
  const { earlier, later, notes, controls } = diff;
  const groups = await gatherDiff(diff.findings(), limit);
  const parts = [
    `# Run ${code(later.id)} against ${code(earlier.id)}`,
    notes.map((note) => `- ${plain(note)}`).join("\n"),
    markdownTable(
      ["state", "findings", "by severity"],
      diffStates.flatMap(({ state }) => {
        const group = groups.get(state);
        return [[state, String(group?.count ?? 0), group ? severityText(group) : ""]];
      }),
    ),
  ];
  if (controls.length > 0) {
    const rows = controls.map((change) => [change.account, controlNumber(change), plain(change.title), plain(controlText(change))]);
    parts.push("## Controls", markdownTable(["account", "control", "title", "answer"], rows));
  }
  for (const { state, title, isListed } of diffStates) {
    const group = groups.get(state);
    if (!group || !isListed) continue;
    const rows = group.first.map((one) => {
      const { severity, check, resource, subKey } = one.finding;
      return [
        severity,
        code(check),
        `${resource.account} ${plain(resource.region)}`,
        code(resourceName(resource, subKey)),
        plain(diffReason(one)),
      ];
    });
    parts.push(`## ${title}`, markdownTable(["severity", "check", "place", "resource", "reason"], rows));
    if (group.count > rows.length) parts.push(`And ${group.count - rows.length} more.`);
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
