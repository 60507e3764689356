import { z } from "zod";
import { Kind } from "../kinds.ts";

/** A listing that was not complete at the instant; `never` where nobody looked at it before. */
export const Gap = z.strictObject({
  listing: z.string(),
  kind: Kind,
  account: z.string(),
  outcome: z.string(),
  message: z.string().nullable(),
  /** When it was last complete; null for never. */
  completeAt: z.string().nullable(),
});
export type Gap = z.output<typeof Gap>;

/** From when to when an account told what an answer rests on: its oldest and its newest complete listing, in ISO 8601. */
export const Looks = z.strictObject({ account: z.string(), from: z.string(), to: z.string() });
export type Looks = z.output<typeof Looks>;

/** How far an answer could look, and how old its looks are. `none found` may only be said of what is complete. */
export const Lookedness = z.strictObject({ complete: z.boolean(), gaps: z.array(Gap), looks: z.array(Looks) });
export type Lookedness = z.output<typeof Lookedness>;

/** What every answer has: the instant that it is about, in ISO 8601, and how far was looked. */
export const Answer = z.strictObject({ at: z.string(), looked: Lookedness });

/** A user, group or role, as answers name it. */
export const PrincipalRef = z.strictObject({
  account: z.string(),
  kind: z.enum(["user", "group", "role"]),
  id: z.string(),
  name: z.string(),
  arn: z.string().nullable(),
});
export type PrincipalRef = z.output<typeof PrincipalRef>;

/** Which part of AWS's evaluation a policy speaks in. */
export const Layer = z.enum(["identity", "boundary", "scp", "trust"]);
export type Layer = z.output<typeof Layer>;

/** One statement as evidence: `policy` is an ARN, or `inline NAME of user ann`; `index` counts from 0. */
export const StatementRef = z.strictObject({
  layer: Layer,
  policy: z.string(),
  index: z.int(),
  sid: z.string().nullable(),
});
export type StatementRef = z.output<typeof StatementRef>;

/** What may make access other than an answer says, and in which direction. */
export const NotConsidered = z.strictObject({
  what: z.string(),
  effect: z.enum(["may take away", "may add", "may add or take away"]),
});
export type NotConsidered = z.output<typeof NotConsidered>;

/**
 * `allowed`: all that was asked. `partly`: without conditions, but not on all that was asked. `conditional`: only under the named conditions.
 * `denied`: nothing of it.
 */
export const Outcome = z.enum(["allowed", "partly", "conditional", "denied"]);
export type Outcome = z.output<typeof Outcome>;

/** A condition that must hold for a grant; of a Deny, one that must not. */
export const NamedCondition = z.strictObject({ from: StatementRef, when: z.enum(["if", "unless"]), text: z.string() });
export type NamedCondition = z.output<typeof NamedCondition>;

/** One way in which something is allowed. `action` and `resource` say what of the question it is about. */
export const AccessGrant = z.strictObject({
  action: z.string(),
  resource: z.string(),
  /** True when it is about all that was asked. */
  whole: z.boolean(),
  by: StatementRef,
  conditions: z.array(NamedCondition),
  /** Conditions that the inventory answers: they hold for this principal. */
  settled: z.array(z.string()),
  /** Denies that take a part away. */
  except: z.array(StatementRef),
});
export type AccessGrant = z.output<typeof AccessGrant>;

export const Access = z.strictObject({
  outcome: Outcome,
  grants: z.array(AccessGrant),
  /** Denies, and levels without a fitting Allow, that cut grants off altogether. */
  cut: z.array(z.strictObject({ layer: Layer, by: StatementRef.nullable(), text: z.string() })),
});
export type Access = z.output<typeof Access>;

/** Accounts whose principals a question is about; without, all. The snapshot itself should hold every account: trust runs across them. */
export interface Within {
  readonly accounts?: ReadonlySet<string> | undefined;
}
