import { becauseText } from "@plumbline/finding-model/because";
import type { Plan, PlannedChange, Undo } from "@plumbline/finding-model/change";
import { colours } from "./colours.ts";
import { code, fenced, plain } from "./markdown-text.ts";
import { stateDiff } from "./plan-diff.ts";
import { blastRadiusText, callText } from "./plan-parts.ts";
import { resourceName } from "./terminal-parts.ts";
import { counted } from "./text.ts";

/** A plan as GitHub-flavoured markdown, for a pull request: a summary, the changes by resource with their diffs, and what is not planned. */
export const planMarkdown = (plan: Plan): string => {
  const groups = Map.groupBy(plan.changes, ({ resource: { account, region, type, id } }) => JSON.stringify([account, region, type, id]));
  return `${[
    `# Plan of ${counted(plan.changes.length, "change")}`,
    summary(plan),
    ...[...groups.values()].map(section),
    unplannedSection(plan),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
};

function summary({ hash, run, who, createdAt, evaluatedAt, endpoint, changes, accounts }: Plan): string {
  const production = accounts.filter(({ kind }) => kind === "prod").map(({ id }) => id);
  const touched = [...new Set(changes.map(({ resource }) => resource.account))];
  const count = (test: (change: PlannedChange) => boolean) => String(changes.filter(test).length);
  const rows = [
    ["hash", code(hash)],
    ["run", code(run)],
    ["made by", code(who)],
    ["made at", createdAt],
    ["judged as of", evaluatedAt],
    ...(endpoint === undefined ? [] : [["endpoint", code(endpoint)]]),
    ["accounts", touched.map((id) => (production.includes(id) ? `${id} (prod)` : id)).join(", ") || "none"],
    ["cures", count(({ outcome }) => outcome === "cured")],
    ["contains", count(({ outcome }) => outcome === "contained")],
    ["cannot be undone", count(({ undo }) => undo.kind === "impossible")],
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

function section(changes: readonly PlannedChange[]): string {
  const [first] = changes;
  if (!first) return "";
  const { resource } = first;
  const title = `## ${plain(`${resource.type} ${resourceName(resource)}`)}`;
  return [title, `${resource.account} ${plain(resource.region)}`, ...changes.map(changeText)].join("\n\n");
}

function changeText(change: PlannedChange): string {
  const { check, severity, outcome, undo, note, calls, aspect, before, after, because } = change;
  const radius = blastRadiusText(change.blastRadius);
  const lines = [
    `- ${outcome === "cured" ? "Cures" : "Contains"} ${code(check)} (${severity}) by ${code(change.change)}, change ${code(change.id)}`,
    ...(because ? [`- Because of ${plain(becauseText(because))}`] : []),
    `- ${undoText(undo)}`,
    ...(radius === undefined ? [] : [`- Touches ${plain(radius)}`]),
    ...(note === undefined ? [] : [`- Note: ${plain(note)}`]),
    ...calls.map((call) => `- Calls ${code(callText(call))}`),
  ];
  const diff = stateDiff(before, after, colours(false));
  return [lines.join("\n"), fenced([`--- ${aspect} before`, `+++ ${aspect} after`, ...diff].join("\n"), "diff")].join("\n\n");
}

function undoText(undo: Undo): string {
  if (undo.kind === "impossible") return `**Cannot be undone**: ${plain(undo.reason)}. Needs \`--allow-irreversible\``;
  const left = undo.notRestored.length === 0 ? "" : `, except ${plain(undo.notRestored.join(", "))}`;
  return `Undo writes the state before back${left}`;
}

function unplannedSection({ unplanned }: Plan): string {
  if (unplanned.length === 0) return "";
  const groups = Map.groupBy(unplanned, ({ check, reason }) => `${code(check)}: ${plain(reason)}`);
  const lines = [...groups].flatMap(([title, findings]) => [
    `- ${title}`,
    ...findings.map(({ resource }) => `  - ${resource.account} ${plain(`${resource.region} ${resource.type} ${resourceName(resource)}`)}`),
  ]);
  return `## Not planned\n\n${lines.join("\n")}`;
}
