import { checkOf } from "@plumbline/finding-model/benchmark";
import { type ChosenCis, chooseCis } from "./choose.ts";
import { type CisEdition, editions } from "./registry.ts";

const isEdition = (text: string): text is CisEdition => Object.hasOwn(editions, text);

/** All controls of every edition, oldest first. */
export const everyEdition = (): Promise<ChosenCis[]> =>
  Promise.all(
    Object.keys(editions)
      .filter(isEdition)
      .map((edition) => chooseCis({ edition })),
  );

/** A control that a check answers, or of which it tells beside a person's word. */
export interface AnsweredControl {
  readonly edition: string;
  readonly id: string;
}

/** The controls of every edition by the check that answers them; a check that none asks for is missing. */
export async function controlsByCheck(): Promise<ReadonlyMap<string, readonly AnsweredControl[]>> {
  const controls = new Map<string, AnsweredControl[]>();
  for (const { benchmark } of await everyEdition())
    for (const { id, questions } of benchmark.controls)
      for (const check of new Set(questions.map(checkOf)))
        controls.set(check, [...(controls.get(check) ?? []), { edition: benchmark.edition, id }]);
  return controls;
}
