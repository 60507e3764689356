import type { Io } from "@plumbline/cli/io";
import { newRunId } from "@plumbline/cli/open-session";
import type { ResourceRef } from "@plumbline/finding-model/resource";
import { type Held, type Lease, takeLease } from "@plumbline/run-store/lease";
import type { StateStore } from "@plumbline/run-store/state";

/** How long a lease outlives a worker that crashed. */
const seconds = 60;
const keyOf = ({ account, region, type, id }: ResourceRef): string => `remediator/${account}/${region}/${type}/${id}`;

/** Does the work while it alone holds every resource given; else tells which one is held, and by whom. Rejects as the work does. */
export async function withLeases<T>(
  state: StateStore,
  resources: readonly ResourceRef[],
  io: Pick<Io, "now" | "random">,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<Exclude<Held<T>, { heldBy: string }> | { readonly heldBy: string; readonly resource: ResourceRef }> {
  const owner = newRunId(io);
  const leases: Lease[] = [];
  const byKey = new Map(resources.map((resource) => [keyOf(resource), resource]));
  try {
    for (const [key, resource] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const taken = await takeLease(state, key, { owner, seconds, now: io.now });
      if ("heldBy" in taken) return { heldBy: taken.heldBy, resource };
      leases.push(taken.lease);
    }
    return { done: await work(AbortSignal.any(leases.map(({ lost }) => lost))) };
  } finally {
    await Promise.all(leases.map((lease) => lease.release()));
  }
}
