/** Lists, finds and looks apart from a survey, which counts and shares its calls: for one resource, or a test. */
import type { Aws, Collector } from "./define.ts";
import { DeclarationError, failureOf, type Known, lookAt, type Resource } from "./look.ts";

/** Lists all resources of a type, each parsed by its base schema. */
export async function listAll(collector: Collector, aws: Aws): Promise<Resource[]> {
  const all: Resource[] = [];
  for await (const raw of collector.list(aws)) all.push(collector.base.parse(raw));
  return all;
}

/** Finds every resource that an id names; one of the collector's `gone` codes answers none. */
export async function findAll(collector: Collector, aws: Aws, id: string): Promise<Resource[]> {
  try {
    const found: readonly unknown[] = await collector.find(aws, id);
    return found.map((raw) => collector.base.parse(raw));
  } catch (error) {
    if (failureOf(error, collector.gone).kind === "gone") return [];
    throw error;
  }
}

/** Reads one aspect of some resources: a value or a failure for each id. Throws a DeclarationError for an aspect that the type has not. */
export async function lookAtAspect(
  collector: Collector,
  aws: Aws,
  aspect: string,
  resources: readonly Resource[],
): Promise<Map<string, Known>> {
  const declared = collector.aspects[aspect];
  if (!declared) throw new DeclarationError(`${collector.type} has no aspect ${aspect}`);
  return lookAt({ aws: async () => aws, aspect: declared, gone: collector.gone, ask: (_, call) => call() }, resources);
}
