import type { RecordOf } from "@plumbline/iam-model/kinds";
import { admins } from "@plumbline/iam-model/questions/admins";
import { evaluate } from "@plumbline/iam-model/questions/evaluate";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import type { Snapshot } from "@plumbline/iam-model/snapshot";

/** A question about access, as the page's form asks it. */
export interface AccessAsked {
  readonly action: string;
  readonly resource: string;
}

/**
 * What a user or role may do by its own policies: everything, or far-reaching powers, and what was asked. Roles that it might assume are not
 * in the snapshot; the page says so.
 */
export function judgeAccess(snapshot: Snapshot, principal: RecordOf<"iam_user"> | RecordOf<"iam_role">, asked: AccessAsked | undefined) {
  const inventory = inventoryOf(snapshot);
  const { administrators, privileged, undetermined, notConsidered } = admins(inventory);
  const policies = inventory.policiesOf(principal);
  return {
    administrator: administrators.find((one) => one.principal.id === principal.id) ?? null,
    powers: privileged.find((one) => one.principal.id === principal.id)?.powers ?? [],
    answer: asked === undefined ? null : { ...asked, ...evaluate(policies, asked) },
    policies: [...policies.identity, ...(policies.boundary ? [policies.boundary] : [])].map(({ layer, name, policy }) => ({
      ...{ layer, name, statements: policy.statements.length, unreadable: policy.unreadable },
    })),
    levels: policies.levels.map(({ target, holdings, isWhole }) => ({ target, isWhole, policies: holdings.map(({ name }) => name) })),
    /** What could not be read and may allow it more; a full administrator holds all in any case. */
    undetermined: undetermined.find((one) => one.principal.id === principal.id)?.because ?? [],
    notConsidered: [
      ...policies.notConsidered,
      ...notConsidered,
      {
        what: "roles that it could assume, and ways to gain permissions: `plumbline iam admins` and `iam escalations` tell them",
        effect: "may add",
      },
    ],
  };
}
export type JudgedAccess = ReturnType<typeof judgeAccess>;
