import type { ChosenCis } from "@plumbline/auditors/benchmarks/cis/choose";
import { checkOf } from "@plumbline/finding-model/benchmark";
import { cell, tableLines } from "@plumbline/reports/table";
import { counted } from "@plumbline/reports/text";

/** The controls with what answers them; as JSON for machines. */
export function controlList({ benchmark, settings }: ChosenCis, { format, width }: { format: string; width: number }): string {
  const { controls, title } = benchmark;
  if (format === "json") {
    const rows = controls.map((control) => ({
      ...control,
      questions: control.questions.map((id) => ({ id, check: checkOf(id), settings: settings[id] ?? {} })),
    }));
    return `${JSON.stringify({ ...benchmark, controls: rows }, null, 2)}\n`;
  }
  const rows = controls.map(({ id, level, isLevelUncertain, assessment, title, questions }) =>
    [id, `level ${level}${isLevelUncertain ? "?" : ""}`, assessment, title, questions.join(" ") || "-"].map((text) => cell(text)),
  );
  const columns = [{ fit: "whole" }, { fit: "whole" }, { fit: "whole" }, { fit: "prose" }, { fit: "ids", share: 0.4 }] as const;
  const manual = controls.filter(({ assessment }) => assessment === "manual").length;
  const doubt = controls.some(({ isLevelUncertain }) => isLevelUncertain) ? "level 1?: the sources differ on the level\n" : "";
  return `${title}\n${tableLines(rows, columns, width).join("\n")}\n${doubt}${counted(controls.length, "control")}: ${controls.length - manual} automated, ${manual} manual\n`;
}
