import { z } from "zod";
import { AccessGrant, Answer, NotConsidered, Outcome, PrincipalRef } from "./answer.ts";
import { Undetermined } from "./undetermined.ts";

/**
 * What a method comes to. `own-permissions`: the principal's own grow. `another-principal`: it acts as another one. `gives-another`: it changes
 * what another may do, which helps only who acts as that one too. `no-target`: there is nothing to use it on at this instant.
 * `target-unknown`: what it is used on is in no inventory of IAM.
 */
export const Gains = z.enum(["own-permissions", "another-principal", "gives-another", "target-unknown", "no-target"]);

export const Escalation = z.strictObject({
  principal: PrincipalRef,
  method: z.string(),
  title: z.string(),
  page: z.string(),
  outcome: Outcome,
  gains: Gains,
  /** Some of what it can be used on; administrators first. */
  targets: z.array(z.strictObject({ name: z.string(), isAdministrator: z.boolean() })),
  hasMoreTargets: z.boolean(),
  /** Each action that is needed, and the statements that give it. */
  needs: z.array(z.strictObject({ action: z.string(), outcome: Outcome, grants: z.array(AccessGrant) })),
  notConsidered: z.array(NotConsidered),
});
export type Escalation = z.output<typeof Escalation>;

export const Escalations = Answer.extend({
  rows: z.array(Escalation),
  /**
   * Who may have more ways than are told here, since some of its policies could not be read; and administrator roles of any account that may be
   * assumed, since their trust policy could not.
   */
  undetermined: z.array(Undetermined),
  /** Full administrators, who need no method, and service-linked roles, which nobody else can use: not looked at. */
  leftOut: z.strictObject({ administrators: z.int(), serviceLinked: z.int() }),
  methods: z.int(),
  notConsidered: z.array(NotConsidered),
});
export type Escalations = z.output<typeof Escalations>;
