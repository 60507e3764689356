import type { Aspect, IamAction } from "@plumbline/audit-kit/define";
import { needsOf, type Projection } from "./projection.ts";

/** What collecting calls in an account, each once, sorted; nothing is ever looked up by its id. */
export function collectActions(projections: readonly Projection[]): IamAction[] {
  const all = projections.flatMap((projection) => {
    const needs = needsOf(projection);
    const aspects = Object.entries<Aspect>(projection.of.aspects).flatMap(([name, { iam }]) => (needs.includes(name) ? iam : []));
    return [...projection.of.iam, ...(projection.whyNot?.iam ?? []), ...aspects];
  });
  return [...new Set(all)].sort();
}
