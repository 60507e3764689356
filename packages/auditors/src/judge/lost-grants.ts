import { analysePolicy, type StatementAnalysis } from "@plumbline/collectors/policy/analyse";
import type { PolicyPlace } from "@plumbline/collectors/policy/audience";
import { denyCovers } from "@plumbline/collectors/policy/coverage";
import type { PolicyDocument, PolicyStatement } from "@plumbline/collectors/policy/document";
import { type Caller, callerOf, entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import { type Affected, affected, inOrder } from "./affected.ts";

/** What an edit of a policy may touch. */
export const granteesTell = ["principal", "account", "organization"] as const;

interface Grant {
  readonly to: Affected;
  readonly caller: Caller;
  readonly statement: PolicyStatement;
}

/** A principal as the policy names it, and what it can't be told by as everyone; where a condition says which accounts or organizations a wide one stands for, these. */
function granteesOf({ statement, verdict, accounts, organizations }: StatementAnalysis): Grant[] {
  const { Effect, Principal, NotPrincipal } = statement;
  if (Effect === "Deny") return [];
  const meant = [...affected("account", accounts), ...affected("organization", organizations)];
  const isNarrow = verdict !== "public" && meant.length > 0;
  const all = NotPrincipal === undefined ? entriesOfPrincipal(Principal).map(callerOf) : [allBut(NotPrincipal)];
  return all.flatMap((caller) => {
    const to: Affected[] = isNarrow && caller.kind === "everyone" ? meant : [{ kind: "principal", id: caller.text || "*" }];
    return to.map((one) => ({ to: one, caller, statement }));
  });
}
const allBut = (named: NonNullable<PolicyStatement["NotPrincipal"]>): Caller => {
  const texts = entriesOfPrincipal(named).map(({ text }) => text);
  return { kind: "everyone", text: `* but ${texts.join(", ")}` };
};

const grantsOf = (policy: PolicyDocument | null, place: PolicyPlace): Grant[] =>
  policy ? analysePolicy(policy, place).statements.flatMap(granteesOf) : [];

/** Whom a policy grants something: principals in its own words, accounts and organizations where conditions name these. */
export const grantees = (policy: PolicyDocument | null, place: PolicyPlace): Affected[] =>
  inOrder(grantsOf(policy, place).map(({ to }) => to));

/** The grantees that are neither of the own account nor an AWS service. */
export const foreignGrantees = (policy: PolicyDocument | null, place: PolicyPlace): Affected[] =>
  inOrder(
    grantsOf(policy, place).flatMap(({ to, caller }) =>
      caller.kind === "service" || (caller.kind === "account" && caller.account === place.account) ? [] : [to],
    ),
  );

const isSame = (one: Affected, other: Affected): boolean => one.kind === other.kind && one.id === other.id;
const keeps = ({ to, statement }: Grant, given: Grant): boolean =>
  isSame(to, given.to) &&
  (statement.Condition === undefined || JSON.stringify(statement.Condition) === JSON.stringify(given.statement.Condition)) &&
  denyCovers(statement, given.statement);

/**
 * Whom a policy grants something that its edited form does not grant them by name: in another statement, at least the same actions and
 * resources on the same conditions, or on none. Who is also let in as a member of a wider group is named all the same.
 */
export function lostGrants(before: PolicyDocument | null, after: PolicyDocument | null, place: PolicyPlace): Affected[] {
  const left = grantsOf(after, place);
  return inOrder(grantsOf(before, place).flatMap((given) => (left.some((one) => keeps(one, given)) ? [] : [given.to])));
}
