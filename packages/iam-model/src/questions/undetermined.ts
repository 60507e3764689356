import { z } from "zod";
import { NotConsidered, PrincipalRef } from "./answer.ts";
import { type Inventory, type PrincipalPolicies, type PrincipalRecord, refOf } from "./inventory.ts";

/** A principal of whom an answer may leave something out: some of what gives it access, or gives others access by it, could not be read. */
export const Undetermined = z.strictObject({
  principal: PrincipalRef,
  /** What could not be read: a policy's text, or a group; of an administrator role, who may assume it. */
  because: z.array(NotConsidered).min(1),
});
export type Undetermined = z.output<typeof Undetermined>;

/** Those of the principals who may have more access than what could be read gives them. */
export const undeterminedOf = (
  principals: readonly PrincipalRecord[],
  policiesOf: (principal: PrincipalRecord) => Pick<PrincipalPolicies, "notConsidered">,
): Undetermined[] =>
  principals.flatMap((principal) => {
    const because = policiesOf(principal).notConsidered.filter(({ effect }) => effect !== "may take away");
    return because.length > 0 ? [{ principal: refOf(principal), because }] : [];
  });

/** Who may have what a role has by assuming it, where its trust policy can't be read. */
export function unreadTrust(inventory: Inventory, role: PrincipalRecord): NotConsidered[] {
  const unreadable = role.kind === "iam_role" ? inventory.trustOf(role).unreadable : null;
  return unreadable === null ? [] : [{ what: `who may assume it, since its trust policy can't be read: ${unreadable}`, effect: "may add" }];
}
