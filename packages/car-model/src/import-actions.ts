import type { Aspect, IamAction } from "@plumbline/audit-kit/define";
import { lookupActions } from "@plumbline/cloudtrail-incremental/lookup-events";
import { vulnerabilityActions } from "@plumbline/vulnerabilities/actions";
import type { Projection } from "./projection.ts";

/** What imports call in an account, full and incremental, with vulnerabilities from either source; each once, sorted. */
export function importActions(projections: readonly Projection[]): IamAction[] {
  const ofTypes = projections.flatMap(({ of, needs }) => [
    ...[...of.iam, ...(of.findIam ?? [])],
    ...Object.entries<Aspect>(of.aspects).flatMap(([name, { iam }]) => (needs.includes(name) ? iam : [])),
  ]);
  return [...new Set([...ofTypes, ...lookupActions, ...Object.values(vulnerabilityActions).flat()])].sort();
}
