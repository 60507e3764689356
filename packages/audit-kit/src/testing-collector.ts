import { deepStrictEqual } from "node:assert/strict";
import type { Change } from "./define.ts";

type Run = (name: string, body: () => void) => void;
/**
 * Tests the laws of a change's lens by rows of an aspect's value and two states: what was set is seen, setting what is seen changes
 * nothing, and the last set wins; each also survives JSON, since plans and journals are files.
 */
export function testChange(
  it: Run,
  change: Change,
  rows: Readonly<Record<string, { value: unknown; states: readonly [unknown, unknown] }>>,
): void {
  const throughJson = (state: unknown): unknown => change.state.parse(JSON.parse(JSON.stringify(state)));
  for (const [name, { value, states }] of Object.entries(rows)) {
    it(`${change.name} lens: ${name}`, () => {
      const [first, last] = states.map((state) => change.state.parse(state));
      deepStrictEqual(change.set(value, change.view(value)), value, "setting what is seen changes nothing");
      deepStrictEqual(change.view(change.set(value, first)), first, "what was set is seen");
      deepStrictEqual(change.set(change.set(value, first), last), change.set(value, last), "the last set wins");
      deepStrictEqual(change.set(change.set(value, first), change.view(value)), value, "undo gives the value back");
      deepStrictEqual([throughJson(first), throughJson(change.view(value))], [first, change.view(value)], "a state survives JSON");
    });
  }
}
