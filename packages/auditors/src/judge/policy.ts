import type { PolicyPlace } from "@plumbline/collectors/policy/audience";
import type { PolicyDocument, PolicyStatement } from "@plumbline/collectors/policy/document";
import { publicStatements, withoutStatements } from "@plumbline/collectors/policy/public-statements";

/** What a check's input tells of the place that a policy stands in. */
interface Where {
  readonly partition: string;
  readonly account: { readonly id: string };
  readonly knownAccounts: ReadonlySet<string>;
}

/** The place that the policy analysis judges in. */
export const placeOf = ({ partition, account, knownAccounts }: Where, kind: PolicyPlace["kind"] = "resource"): PolicyPlace => ({
  kind,
  partition,
  account: account.id,
  knownAccounts,
});

/** The statements of a policy that let anyone in; a resource without a policy has none. */
export const openStatements = (policy: PolicyDocument | null, place: PolicyPlace): readonly PolicyStatement[] =>
  policy ? publicStatements(policy, place) : [];

/** The policy without the statements that let anyone in; null when none is left. */
export function withoutOpenStatements(policy: PolicyDocument | null, place: PolicyPlace): PolicyDocument | null {
  const open = new Set(openStatements(policy, place));
  return policy && withoutStatements(policy, (statement) => open.has(statement));
}
