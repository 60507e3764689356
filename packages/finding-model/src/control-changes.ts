import { z } from "zod";
import { type Control, ControlResult } from "./benchmark.ts";
import { controlResults } from "./control-results.ts";
import { byText } from "./order.ts";
import { AccountId } from "./resource.ts";
import type { RunReport } from "./run-report.ts";

/** How an account's answer to a recommendation changed. A side is missing where the run did not ask it of the account. */
export const ControlChange = z.strictObject({
  account: AccountId,
  key: z.string(),
  title: z.string(),
  before: ControlResult.optional(),
  now: ControlResult.optional(),
});
export type ControlChange = z.infer<typeof ControlChange>;

interface Answer {
  readonly control: Control;
  readonly result: ControlResult;
}

/** The answers of a run's benchmark by account and recommendation; within one edition a number is a recommendation of its own. */
async function answersOf(report: RunReport, isSameEdition: boolean): Promise<Map<string, Answer>> {
  const controls = new Map(report.header.benchmark?.controls.map((control) => [control.id, control]));
  return new Map(
    (await controlResults(report)).flatMap((result) => {
      const control = controls.get(result.control);
      return control ? [[JSON.stringify([result.account, isSameEdition ? control.id : control.key]), { control, result }] as const] : [];
    }),
  );
}

/**
 * The answers that differ between two runs, by account and in the order of the later one's benchmark. Runs of two editions are compared by
 * recommendation, whatever its numbers.
 */
export async function controlChanges(earlier: RunReport, later: RunReport): Promise<ControlChange[]> {
  const [a, b] = [earlier.header.benchmark, later.header.benchmark];
  const isSameEdition = a?.id === b?.id && a?.edition === b?.edition;
  const before = await answersOf(earlier, isSameEdition);
  const now = await answersOf(later, isSameEdition);
  const changes = [...new Set([...now.keys(), ...before.keys()])].flatMap((key): ControlChange[] => {
    const [old, one] = [before.get(key), now.get(key)];
    const any = one ?? old;
    if (!any || old?.result.outcome === one?.result.outcome) return [];
    return [
      {
        ...{ account: any.result.account, key: any.control.key, title: any.control.title },
        ...(old ? { before: old.result } : {}),
        ...(one ? { now: one.result } : {}),
      },
    ];
  });
  return changes.sort((x, y) => byText(x.account, y.account));
}
