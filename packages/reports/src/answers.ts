import { type Control, type ControlResult, checkOf } from "@plumbline/finding-model/benchmark";
import { controlResults } from "@plumbline/finding-model/control-results";
import type { RunHeader, RunReport } from "@plumbline/finding-model/run-report";

/** As the outcome of a control, and `excepted`: all that fails is covered by exceptions. */
export type Standing = ControlResult["outcome"] | "excepted";

/** How one account stands to one control of the run's benchmark; of a run without one, each check counts as a control. */
export interface Answer {
  readonly control: Control;
  readonly result: ControlResult;
  readonly standing: Standing;
}

/** Every answer of a run, by account and then in the order of the controls or checks. */
export async function answersOf(report: RunReport): Promise<Answer[]> {
  const header = { ...report.header, benchmark: report.header.benchmark ?? checksAsBenchmark(report.header) };
  const controls = new Map(header.benchmark.controls.map((control) => [control.id, control]));
  const results = await controlResults({ header, summary: report.summary, findings: () => report.findings() });
  return results.flatMap((result) => {
    const control = controls.get(result.control);
    return control ? [{ control, result, standing: standingOf(result) }] : [];
  });
}

const standingOf = ({ outcome, counts }: ControlResult): Standing =>
  outcome === "fail" && counts.fail > 0 && counts.fail === counts.excepted && counts.unknown === 0 ? "excepted" : outcome;

const checksAsBenchmark = ({ checks }: RunHeader): NonNullable<RunHeader["benchmark"]> => ({
  ...{ id: "checks", edition: "", title: "Checks", attestations: [] },
  controls: checks.map(({ id, title, source, remediation }) => ({
    ...{ id, key: id, title, section: checkOf(id).split("/")[0] ?? id, level: 1, isLevelUncertain: false },
    ...{ assessment: "automated", questions: [id], oneIsEnough: [], rationale: source, fix: remediation ?? "" },
  })),
});

/** The controls that each question helps to answer, in the order of the benchmark; empty for a run without one. */
export function controlsByQuestion({ benchmark }: Pick<RunHeader, "benchmark">): ReadonlyMap<string, readonly Control[]> {
  const byQuestion = new Map<string, Control[]>();
  for (const control of benchmark?.controls ?? [])
    for (const question of control.questions) byQuestion.set(question, [...(byQuestion.get(question) ?? []), control]);
  return byQuestion;
}

export type CheckOfRun = RunHeader["checks"][number];
/** What the header tells of each check. */
export const checksById = ({ checks }: Pick<RunHeader, "checks">): ReadonlyMap<string, CheckOfRun> =>
  new Map(checks.map((check) => [check.id, check]));
