import type { CheckVerdict, PartVerdict } from "@plumbline/audit-kit/define";
import { analysePolicy } from "@plumbline/collectors/policy/analyse";
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

/**
 * The statements that let an AWS service in on behalf of any of its customers; a resource without a policy has none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const deputyStatements = (policy: PolicyDocument | null, place: PolicyPlace): readonly PolicyStatement[] =>
  policy ? analysePolicy(policy, place).statements.flatMap(({ confusedDeputy, statement }) => (confusedDeputy ? [statement] : [])) : [];

type Evidence = Extract<CheckVerdict, { status: "fail" }>["evidence"][string];

/**
 * Judges a resource that is not public by its deputy statements: a fail of low severity. It is a part of its own, so that
 * it does not hide that the public statements beside it were removed.
 */
export function judgeDeputies(statements: readonly Evidence[]): CheckVerdict | readonly PartVerdict[] {
  if (statements.length === 0) return { status: "pass" };
  const reason = "a service may be made to act in it for anyone: no condition names the source";
  return [{ subKey: "service", status: "fail", severity: "low", reason, evidence: { statements } }];
}

/** Why nothing is planned for deputy statements: a wrong source would cut a feed off. */
export const boundByHand = {
  none: "only its owner knows for whom the service must act: add a condition on aws:SourceArn or aws:SourceAccount to the statement by hand",
} as const;
