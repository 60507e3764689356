import type { Projection } from "./projection.ts";

/** What a message asks to be collected of an account, under the names that iso-cloud-auditor's messages have. */
export const processItems = [
  ...(["process_users", "process_groups", "process_roles", "process_policies", "process_instances"] as const),
] as const;
export type ProcessItem = (typeof processItems)[number];

/** How types become records, by the process item that collects them; loaded when it is asked for. */
export const projections: Readonly<Record<ProcessItem, () => Promise<readonly Projection[]>>> = {
  process_users: async () => [(await import("./projections/iam_user.ts")).users],
  process_groups: async () => [(await import("./projections/iam_group.ts")).groups],
  process_roles: async () => [(await import("./projections/iam_role.ts")).roles],
  process_policies: async () => [(await import("./projections/iam_policy.ts")).policies],
  process_instances: async () => [],
};
