import { z } from "zod";
import { Because } from "./because.ts";
import { AccountId, ResourceRef, Severity } from "./resource.ts";
import { Sha256 } from "./sha256.ts";

/** Whether a change can be taken back by writing the before-state. */
export const Undo = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("restore"), notRestored: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("impossible"), reason: z.string().min(1) }),
]);
export type Undo = z.infer<typeof Undo>;

/** `cured`: the check passes afterwards. `contained`: the finding stays, and the containment itself is verified. */
export const RemedyOutcome = z.enum(["cured", "contained"]);

/** A call to AWS: the SDK's id of the service, such as `S3`, the operation, and its input. */
export const ApiCall = z.strictObject({ service: z.string(), operation: z.string(), input: z.json() });
export type ApiCall = z.infer<typeof ApiCall>;

/** What a change may touch: `group` is one of AWS's own words for many, such as all, `action` an IAM action. */
export const AffectedKind = z.enum([
  ...["principal", "account", "group", "organization", "access-key", "action"],
  ...["address", "attachment", "auto-scaling-group", "instance", "target", "task", "volume"],
] as const);
export type AffectedKind = z.infer<typeof AffectedKind>;

const AffectedCount = z.strictObject({ kind: AffectedKind, count: z.int().nonnegative() });

/**
 * What a change touches besides its resource, as far as the facts tell; who is not named may be touched all the same.
 * `lastUsed`: when that which the change takes away was last used; null when never, or not for as long as AWS looks back; left out when
 * nobody knows. `unnamed`: how many more of a kind there are whose ids the facts do not tell. `remaining`: how many of a kind the resource
 * keeps. `untold`: what the facts can't tell, in words.
 */
export const BlastRadius = z.strictObject({
  lastUsed: z.iso.datetime().nullable().optional(),
  affected: z.array(z.strictObject({ kind: AffectedKind, id: z.string().min(1) })),
  unnamed: AffectedCount.optional(),
  remaining: AffectedCount.optional(),
  untold: z.string().min(1).optional(),
});
export type BlastRadius = z.infer<typeof BlastRadius>;

/**
 * A change that a plan would make: `before` and `after` are the states of the change's lens on one aspect. `calls` are what would be sent
 * to AWS, in order; empty when that could not be worked out. `because` is the decision on which the change rests; the finding that `check`
 * and `fingerprint` name when left out.
 */
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
  calls: z.array(ApiCall).default([]),
  blastRadius: BlastRadius.optional(),
  note: z.string().optional(),
  because: Because.optional(),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** A failing finding, or a decision, for which nothing is planned, and why. */
export const Unplanned = z.strictObject({ fingerprint: z.string(), check: z.string(), resource: ResourceRef, reason: z.string() });
export type Unplanned = z.infer<typeof Unplanned>;

/**
 * Changes grouped by resource, in the order in which they are made; settings before stop. It holds all that the verification
 * needs to judge as the plan did: settings, known accounts and kinds of accounts; and for the brakes, how many resources of each type
 * the accounts have, as far as the run saw. `hash` is over all other fields, so that an approval is of this plan and no other.
 */
export const Plan = z.strictObject({
  version: z.literal(2),
  hash: Sha256,
  run: z.string(),
  createdAt: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
  tool: z.string(),
  /** The ARN of who made it. */
  who: z.string(),
  endpoint: z.string().optional(),
  partition: z.string(),
  settings: z.record(z.string(), z.json()),
  knownAccounts: z.array(AccountId),
  accounts: z.array(z.strictObject({ id: AccountId, kind: z.enum(["dev", "prod"]) })),
  population: z.array(z.strictObject({ account: AccountId, type: z.string(), resources: z.int().nonnegative() })),
  changes: z.array(PlannedChange),
  unplanned: z.array(Unplanned),
});
export type Plan = z.infer<typeof Plan>;

/**
 * `applied`: AWS shows the change, and nobody has judged it yet. `verified`: judged again, and cured or contained. `in-progress`: AWS does
 * not show it yet. `drifted`: the aspect was not as planned. `undone`: the state before is back.
 */
export const ChangeStatus = z.enum(["applied", "verified", "in-progress", "drifted", "refused", "failed", "undone"]);
export type ChangeStatus = z.infer<typeof ChangeStatus>;
