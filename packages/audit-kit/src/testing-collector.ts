import { deepStrictEqual } from "node:assert/strict";
import type { Aws, Change, Collector } from "./define.ts";
import { failureOf, type Known, lookAt, type Resource } from "./look.ts";

/** Lists all resources of a type, each parsed by its base schema, as the runner would. */
export async function listAll(collector: Collector, aws: Aws): Promise<Resource[]> {
  const all: Resource[] = [];
  for await (const raw of collector.list(aws)) all.push(collector.base.parse(raw));
  return all;
}

/** Finds resources by an id; `gone` codes answer none, as for the runner. */
export async function findAll(collector: Collector, aws: Aws, id: string): Promise<Resource[]> {
  try {
    const found: readonly unknown[] = await collector.find(aws, id);
    return found.map((raw) => collector.base.parse(raw));
  } catch (error) {
    if (failureOf(error, collector.gone).kind === "gone") return [];
    throw error;
  }
}

/** Reads one aspect of some resources, as the runner would: a value or a failure for each id. */
export function lookAtAspect(collector: Collector, aws: Aws, aspect: string, resources: readonly Resource[]): Promise<Map<string, Known>> {
  const declared = collector.aspects[aspect];
  if (!declared) throw new Error(`${collector.type} has no aspect ${aspect}`);
  return lookAt({ aws: async () => aws, aspect: declared, gone: collector.gone, ask: (_, call) => call() }, resources);
}

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
