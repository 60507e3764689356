import { analysePolicy } from "./analyse.ts";
import type { PolicyPlace } from "./audience.ts";
import type { PolicyDocument, PolicyStatement } from "./document.ts";

/** Who gets in from outside. `known` is true for a member of the place's known accounts. */
export type Grantee =
  | { readonly kind: "everyone" }
  | { readonly kind: "organization"; readonly id: string }
  | { readonly kind: "account"; readonly id: string; readonly known: boolean };

export interface Grant {
  readonly to: Grantee;
  readonly statement: PolicyStatement;
  readonly index: number;
}

/** Each foreign account, each organization and everyone that a statement of the policy lets in, in the order of the statements. */
export const grantsOf = (policy: PolicyDocument, where: PolicyPlace): readonly Grant[] =>
  analysePolicy(policy, where).statements.flatMap(({ statement, index, verdict, accounts, organizations }) => {
    const everyone: Grantee[] = verdict === "public" ? [{ kind: "everyone" }] : [];
    const ids = accounts.map((id): Grantee => ({ kind: "account", id, known: where.knownAccounts?.has(id) === true }));
    const members = organizations.map((id): Grantee => ({ kind: "organization", id }));
    return [...everyone, ...ids, ...members].map((to) => ({ to, statement, index }));
  });

/** The grants to everyone and to accounts that are neither the own one nor known. */
export const unknownGrantsOf = (policy: PolicyDocument, where: PolicyPlace): readonly Grant[] =>
  grantsOf(policy, where).filter(({ to }) => to.kind === "everyone" || (to.kind === "account" && !to.known));
