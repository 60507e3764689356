import { createHash } from "node:crypto";
import type { RecordOf } from "@plumbline/iam-model/kinds";
import type { Snapshot } from "@plumbline/iam-model/snapshot";
import type { Gap, ItemKind } from "./campaign.ts";
import { canonicalJson, hashOf } from "./digest.ts";
import { policyIndexOf } from "./policy-index.ts";
import type { Principal } from "./principal.ts";
import { assignmentPrincipals } from "./roster-assignments.ts";
import { membershipPrincipals, rolePrincipals, userPrincipals } from "./roster-iam.ts";
import { permissionsSeen, unseenOf, whyUnseen } from "./unseen.ts";

export interface RosterScope {
  readonly account: string;
  /** Records of the account. */
  readonly own: Snapshot;
  /** Records that belong to no one account: those of Identity Center. */
  readonly shared: Snapshot;
  readonly kinds: readonly ItemKind[];
  /** What of the account could not be seen. */
  readonly gaps: readonly Gap[];
}
export interface Roster {
  /** In the order of their ids. */
  readonly principals: readonly Principal[];
  /** Texts of the policies that principals hold, by SHA-256. */
  readonly documents: ReadonlyMap<string, RecordOf<"iam_policy">["facts"]["document"]>;
  /** Roles that no person may take on, by why. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Names a principal, in every campaign: 24 hex digits. */
export const itemIdOf = (account: string, kind: ItemKind, recordId: string): string =>
  createHash("sha256")
    .update(canonicalJson([account, kind, recordId]))
    .digest("hex")
    .slice(0, 24);

/** Who is in an account, and what each may do. The same snapshot gives the same roster, whatever was last used when. */
export function rosterOf({ account, own, shared, kinds, gaps }: RosterScope): Roster {
  const policies = policyIndexOf(own);
  const leftOut: Record<string, number> = {};
  const found = kinds.flatMap((kind): readonly Principal[] => {
    const of = () => {
      if (kind === "iam_user") return userPrincipals(own, policies);
      if (kind === "iam_role") return rolePrincipals(own, policies, { hasAssignments: kinds.includes("sso_assignment"), leftOut });
      if (kind === "iam_membership") return membershipPrincipals(own, policies);
      return assignmentPrincipals({ own, shared, policies });
    };
    const unseen = unseenOf(kind, gaps);
    return of().map(({ names, privilegedBecause, ...rest }) => {
      const permissions = permissionsSeen(rest.permissions, unseen);
      return {
        ...{ ...rest, permissions, permissionHash: hashOf(permissions) },
        ...{ item: itemIdOf(account, kind, rest.recordId), account, kind },
        privilegedBecause: [...privilegedBecause, ...whyUnseen(unseen)],
        ownNames: [...new Set(names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ""))].sort(),
      };
    });
  });
  return { principals: found.sort((a, b) => (a.item < b.item ? -1 : 1)), documents: policies.documents, leftOut };
}
