import { z } from "zod";
import { NotConsidered, PrincipalRef } from "./answer.ts";
import { type PrincipalPolicies, type PrincipalRecord, refOf } from "./inventory.ts";

/** A principal of whom an answer may leave something out: some of what gives it access could not be read. */
export const Undetermined = z.strictObject({
  principal: PrincipalRef,
  /** What could not be read: a policy's text, or a group. */
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
