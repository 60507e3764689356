/**
 * What the page does with the controls of a benchmark, without the page. Like `select.ts`, each function also runs inside the page as its
 * own source text.
 */
import type { Control, ControlOutcome, ControlResult } from "@plumbline/finding-model/benchmark";
import type { Row } from "./select.ts";

/** The benchmark as the page has it: its controls in order, and how each account stands to each. */
export interface EmbeddedControls {
  readonly controls: readonly Control[];
  readonly results: readonly ControlResult[];
}

/** A control with the answers of all accounts and the findings of its questions. `severity`: the highest that fails, by account. */
export interface ControlRow {
  readonly control: Control;
  readonly answers: readonly ControlResult[];
  readonly findings: readonly Row[];
  readonly severity: Readonly<Record<string, string>>;
  readonly search: string;
}

/** An empty list or text lets everything through. */
export interface ControlFilter {
  readonly outcome: readonly string[];
  readonly severity: readonly string[];
  readonly section: string;
  readonly level: string;
  readonly assessment: string;
  readonly account: string;
  readonly text: string;
}

/** A control as it is shown: the answers of the chosen accounts, and of them the gravest outcome and severity. */
export interface ShownControl {
  readonly row: ControlRow;
  readonly answers: readonly ControlResult[];
  readonly outcome: ControlOutcome;
  readonly severity: string;
}

/** `outcome` and `severity` count what each choice would show while the other choices stay. */
export interface ControlSelection {
  readonly found: readonly ShownControl[];
  readonly outcome: Readonly<Record<string, number>>;
  readonly severity: Readonly<Record<string, number>>;
}

/** The controls with their answers and findings; each finding learns which controls and sections it is evidence of. */
export function joinControls({ controls, results }: EmbeddedControls, findings: readonly Row[]): ControlRow[] {
  const byQuestion = Map.groupBy(findings, ({ check }) => check);
  const answers = Map.groupBy(results, ({ control }) => control);
  const askedBy = new Map<string, Control[]>();
  for (const control of controls)
    for (const question of control.questions) askedBy.set(question, [...(askedBy.get(question) ?? []), control]);
  for (const [question, all] of byQuestion) {
    const asking = askedBy.get(question) ?? [];
    const [ids, sections] = [asking.map(({ id }) => id), asking.map(({ section }) => section)];
    for (const finding of all) [finding.controls, finding.sections] = [ids, sections];
  }
  return controls.map((control) => {
    const own = answers.get(control.id) ?? [];
    const evidence = control.questions.flatMap((question) => byQuestion.get(question) ?? []);
    const severity: Record<string, string> = {};
    // Findings come most severe first.
    for (const question of control.questions)
      for (const { status, account, severity: one } of byQuestion.get(question) ?? [])
        if (status === "fail") severity[account] = gravestOf([severity[account] ?? "", one], ["critical", "high", "medium", "low"]);
    const { id, title, section, assessment, questions, rationale, fix } = control;
    const said = own.flatMap(({ account, reason = "", attestation }) => [account, reason, attestation?.note ?? "", attestation?.by ?? ""]);
    const search = [id, title, section, assessment, ...questions, rationale, fix, ...said].join("\n").toLowerCase();
    return { control, answers: own, findings: evidence, severity, search };
  });
}

/** The first word of the order that is among those that are there; else an empty one. */
export function gravestOf(words: readonly string[], order: readonly string[]): string {
  return order.find((word) => words.includes(word)) ?? "";
}

/** The outcome of several accounts together: fail goes before unknown, unknown before what nobody answered, and that before pass. */
export function outcomeOf(answers: readonly ControlResult[]): ControlOutcome {
  const order = ["fail", "unknown", "manual", "pass", "not-applicable"] as const;
  return order.find((outcome) => answers.some((answer) => answer.outcome === outcome)) ?? "unknown";
}

/** The controls that a filter lets through, with the counts for its choices. Every word of the free text must occur. */
export function selectControls(rows: readonly ControlRow[], filter: ControlFilter): ControlSelection {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: ShownControl[] = [];
  const outcomes: Record<string, number> = { fail: 0, unknown: 0, manual: 0, pass: 0, "not-applicable": 0 };
  const severities: Record<string, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const row of rows) {
    const { section, level, assessment } = row.control;
    if (filter.section !== "" && section !== filter.section) continue;
    if (filter.level !== "" && String(level) !== filter.level) continue;
    if (filter.assessment !== "" && assessment !== filter.assessment) continue;
    if (!words.every((word) => row.search.includes(word))) continue;
    const answers = filter.account === "" ? row.answers : row.answers.filter(({ account }) => account === filter.account);
    const outcome = outcomeOf(answers);
    const failing = answers.map(({ account }) => row.severity[account] ?? "");
    const severity = gravestOf(failing, ["critical", "high", "medium", "low"]);
    const hasOutcome = filter.outcome.length === 0 || filter.outcome.includes(outcome);
    const hasSeverity = filter.severity.length === 0 || filter.severity.includes(severity);
    if (hasSeverity) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (hasOutcome && severity !== "") severities[severity] = (severities[severity] ?? 0) + 1;
    if (hasOutcome && hasSeverity) found.push({ row, answers, outcome, severity });
  }
  return { found, outcome: outcomes, severity: severities };
}

/**
 * The findings of a shown control that say most: what fails, then what is unknown, passes and does not apply. The screen gets 20, paper 100
 * of those that fail or are unknown.
 */
export function evidenceOf(
  { row, answers }: ShownControl,
  isPaper: boolean,
): { readonly findings: readonly Row[]; readonly count: number } {
  const accounts = new Set<string>(answers.map(({ account }) => account));
  const own = row.findings.filter(({ account }) => accounts.has(account));
  const sorted = ["fail", "unknown", "pass", "not-applicable"].flatMap((status) => own.filter((finding) => finding.status === status));
  const bad = own.filter(({ status }) => status === "fail" || status === "unknown").length;
  return { findings: sorted.slice(0, isPaper ? Math.max(20, Math.min(100, bad)) : 20), count: own.length };
}

/** A section's name for a person: `iam` is an abbreviation. */
export function sectionName(section: string): string {
  return section.length <= 3 ? section.toUpperCase() : section.slice(0, 1).toUpperCase() + section.slice(1);
}
