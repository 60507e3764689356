import type { ApiCall, PlannedChange } from "@plumbline/finding-model/change";
import { failureOf, type Resource } from "./look.ts";
import type { ResourcePlan } from "./remedy.ts";

/** Works out the calls of a planned change on a resource, without making them. */
export type CallsOf = (change: PlannedChange, resource: Resource) => Promise<ApiCall[]>;

/** Adds to each planned change what it would send to AWS; its note tells when that could not be worked out. */
export async function withCalls(plan: ResourcePlan, resource: Resource, callsOf: CallsOf | undefined): Promise<ResourcePlan> {
  if (!callsOf) return plan;
  const changes = plan.changes.map(async (change) => {
    const calls = await callsOf(change, resource).catch((error: unknown) => failureOf(error));
    if (Array.isArray(calls)) return { ...change, calls };
    const lost = `its calls could not be worked out: ${calls.message}`;
    return { ...change, note: change.note === undefined ? lost : `${change.note}; ${lost}` };
  });
  return { ...plan, changes: await Promise.all(changes) };
}
