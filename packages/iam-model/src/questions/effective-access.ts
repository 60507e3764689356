import { z } from "zod";
import { Access, Answer, NotConsidered, PrincipalRef } from "./answer.ts";
import { type AccessQuery, evaluate } from "./evaluate.ts";
import { type Inventory, type PrincipalRecord, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";

/** Kinds of records that access follows from. */
export const accessKinds = [
  ...(["iam_user", "iam_role", "iam_group", "iam_membership", "iam_policy", "iam_attachment", "iam_inline_policy"] as const),
  ...(["organization_account", "organization_policy"] as const),
];

/** What no answer about access looks at. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export const neverConsidered: readonly NotConsidered[] = [
  { what: "session policies", effect: "may take away" },
  { what: "resource control policies", effect: "may take away" },
  { what: "policies of VPC endpoints", effect: "may take away" },
  { what: "policies of resources, but for the trust policies of roles", effect: "may add or take away" },
];
/** What no list of principals names. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html */
export const rootUser: NotConsidered = {
  what: "the root user of each account, who may do whatever service control policies leave",
  effect: "may add",
};

export const EffectiveAccess = Answer.extend({
  principal: PrincipalRef,
  action: z.string(),
  resource: z.string(),
  access: Access,
  notConsidered: z.array(NotConsidered),
});
export type EffectiveAccess = z.output<typeof EffectiveAccess>;

/**
 * Whether a user or role may do an action on a resource, under which conditions, by which statements, and what was not considered. Action and
 * resource may be patterns; `*:*` on `*` asks for everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function effectiveAccess(inventory: Inventory, principal: PrincipalRecord, query: AccessQuery): EffectiveAccess {
  const policies = inventory.policiesOf(principal);
  return {
    at: inventory.snapshot.at,
    looked: lookedAt(inventory.snapshot, accessKinds, new Set([principal.account])),
    principal: refOf(principal),
    ...{ action: query.action, resource: query.resource },
    access: evaluate(policies, query),
    notConsidered: [...neverConsidered, ...policies.notConsidered],
  };
}
