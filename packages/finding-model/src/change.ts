import { z } from "zod";
import { AccountId, ResourceRef, Severity } from "./resource.ts";

/** Whether a change can be taken back by writing the before-state. */
export const Undo = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("restore"), notRestored: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("impossible"), reason: z.string().min(1) }),
]);
export type Undo = z.infer<typeof Undo>;

/** `cured`: the check passes afterwards. `contained`: the finding stays, and the containment itself is verified. */
export const RemedyOutcome = z.enum(["cured", "contained"]);

/** A change that a plan would make: `before` and `after` are the states of the change's lens on one aspect. */
export const PlannedChange = z.strictObject({
  id: z.string(),
  fingerprint: z.string(),
  check: z.string(),
  severity: Severity,
  partition: z.string(),
  resource: ResourceRef,
  change: z.string(),
  aspect: z.string(),
  before: z.json(),
  after: z.json(),
  outcome: RemedyOutcome,
  undo: Undo,
  iam: z.array(z.string()),
  note: z.string().optional(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** A failing finding for which nothing is planned, and why. */
export const Unplanned = z.strictObject({ fingerprint: z.string(), check: z.string(), resource: ResourceRef, reason: z.string() });
export type Unplanned = z.infer<typeof Unplanned>;

/**
 * Changes grouped by resource, in the order in which they are made; settings before stop. It holds all that the verification
 * needs to judge as the plan did: settings, known accounts and kinds of accounts.
 */
export const Plan = z.strictObject({
  version: z.literal(1),
  run: z.string(),
  createdAt: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
  tool: z.string(),
  endpoint: z.string().optional(),
  partition: z.string(),
  settings: z.record(z.string(), z.json()),
  knownAccounts: z.array(AccountId),
  accounts: z.array(z.strictObject({ id: AccountId, kind: z.enum(["dev", "prod"]) })),
  changes: z.array(PlannedChange),
  unplanned: z.array(Unplanned),
});
export type Plan = z.infer<typeof Plan>;

export const ChangeStatus = z.enum(["verified", "in-progress", "drifted", "refused", "failed", "undone"]);
export type ChangeStatus = z.infer<typeof ChangeStatus>;
