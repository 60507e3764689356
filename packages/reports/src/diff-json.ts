import type { Lifecycle, LifecycleState } from "@plumbline/finding-model/lifecycle";
import type { Diff } from "./diff.ts";

/** One JSON document `{ earlier, later, notes, controls, findings, counts }` with one finding a line, streamed; the counts come last. */
export async function* diffJson({ earlier, later, older, notes, controls, findings }: Diff): AsyncGenerator<string> {
  const counts: Record<LifecycleState, number> = { new: 0, reopened: 0, open: 0, "not-looked": 0, resolved: 0, "resource-gone": 0 };
  const side = ({ id, evaluatedAt, benchmark }: Diff["earlier"]) => ({
    ...{ id, evaluatedAt },
    ...(benchmark ? { benchmark: { id: benchmark.id, edition: benchmark.edition, title: benchmark.title } } : {}),
  });
  yield `{"earlier":${JSON.stringify(side(earlier))},\n"later":${JSON.stringify(side(later))},\n"older":${older},\n`;
  yield `"notes":${JSON.stringify(notes)},\n"controls":${JSON.stringify(controls)},\n"findings":[`;
  let separator = "\n";
  for await (const one of findings()) {
    counts[one.state]++;
    yield separator + lineOf(one);
    separator = ",\n";
  }
  yield `\n],\n"counts":${JSON.stringify(counts)}}\n`;
}

const lineOf = ({ state, reason, finding }: Lifecycle): string =>
  JSON.stringify({ state, ...(reason === undefined ? {} : { reason }), finding });
