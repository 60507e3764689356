import type { ToldBlastRadius } from "@plumbline/audit-kit/define";
import { type PolicyDocument, statementsOf } from "@plumbline/collectors/policy/document";
import { entriesOfPrincipal } from "@plumbline/collectors/policy/principals";

interface Role {
  readonly trustPolicy: PolicyDocument | null;
  readonly lastUsed?: string | null | undefined;
}

/** Whom the role's trust policy lets in, in its own words. */
const trusted = ({ trustPolicy }: Role) => [
  ...new Set(
    (trustPolicy ? statementsOf(trustPolicy) : []).flatMap(({ Effect, Principal }) =>
      Effect === "Allow" ? entriesOfPrincipal(Principal).map(({ text }) => text) : [],
    ),
  ),
];

/** A role is used by those who may assume it. Its last use is told by `find` alone, which is how a plan reads it. */
export const roleRadius: ToldBlastRadius<{ readonly facts: Role }> = {
  tells: ["principal", "last-used"],
  untold: "what runs with the role, such as instances and functions",
  of: ({ facts }) => ({
    ...(facts.lastUsed === undefined ? {} : { lastUsed: facts.lastUsed }),
    affected: trusted(facts)
      .sort()
      .map((id) => ({ kind: "principal", id })),
  }),
};
