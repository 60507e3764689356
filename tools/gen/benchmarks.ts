import type { Auditor } from "@plumbline/audit-kit/define";
import { readerPolicy } from "@plumbline/audit-kit/generate";
import { controlsByCheck, everyEdition } from "@plumbline/auditors/benchmarks/cis/every-edition";
import { referencesOf } from "@plumbline/auditors/benchmarks/frameworks";
import { sessionStatement } from "@plumbline/cli/session-actions";
import type { Benchmark, Control } from "@plumbline/finding-model/benchmark";
import { head, json, row } from "./text.ts";

const controlRow = ({ id, level, isLevelUncertain, assessment, title, questions }: Control) =>
  row(id, `${level}${isLevelUncertain ? "?" : ""}`, assessment, title, questions.map((question) => `\`${question}\``).join(" ") || "-");

function edition({ title, controls }: Benchmark): string {
  const manual = controls.filter(({ assessment }) => assessment === "manual");
  const open = controls.filter(({ assessment, questions }) => assessment === "automated" && questions.length === 0);
  const silent = manual.filter(({ questions }) => questions.length === 0);
  const counts = `${controls.length} controls: ${controls.length - manual.length} automated, of which ${open.length} without a check; ${manual.length} manual, of which ${silent.length} without anything to read.`;
  return `\n## ${title}\n\n${counts}\n\n${row("Control", "Level", "Assessment", "Title", "Checks")}${row("---", "---", "---", "---", "---")}${controls.map(controlRow).join("")}`;
}

/** The page of benchmarks, both ways round, and the policy that a scan of any edition takes. */
export async function benchmarkDocuments(auditors: readonly Auditor[]): Promise<Record<string, string>> {
  const editions = (await everyEdition()).map(({ benchmark }) => benchmark);
  const controls = await controlsByCheck();
  const asked = auditors.filter(({ id }) => controls.has(id));
  const cis = (id: string) => Map.groupBy(controls.get(id) ?? [], (one) => one.edition);
  const checkRows = auditors.map(({ id }) => {
    const lines = [...cis(id)].map(([version, all]) => `${version}: ${all.map((one) => one.id).join(" ")}`);
    return row(`\`${id}\``, lines.join("; ") || "-", referencesOf(id).join(", ") || "-");
  });
  return {
    "docs/benchmarks.md": `${head}# Benchmarks

The CIS AWS Foundations Benchmark by edition, in our own words, and the checks that answer each control. A name after \`#\` stands for the
settings with which the benchmark puts a check. What checks read for a manual control is evidence beside a person's word. A question mark
after a level: the sources differ. \`plumbline cis --edition ${editions.at(-1)?.edition} --list\` shows the same.
${editions.map(edition).join("")}
## By check

FSBP: AWS Foundational Security Best Practices. Security Hub: its controls beyond that standard. CCM: CSA Cloud Controls Matrix 4. A check may
ask more than a control of these, or less.

${row("Check", "CIS", "Other frameworks")}${row("---", "---", "---")}${checkRows.join("")}`,
    "docs/iam/cis-policy.json": json(readerPolicy(asked, { also: [sessionStatement] })),
  };
}
