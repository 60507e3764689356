import { entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import { parseArn } from "@plumbline/finding-model/arn";
import type { RecordOf } from "../kinds.ts";
import type { NamedCondition, Outcome } from "./answer.ts";
import type { Statement } from "./compile.ts";
import { evaluate, type ResourceGrant } from "./evaluate.ts";
import { statementRef } from "./holding.ts";
import { type Inventory, isServiceLinked, type PrincipalPolicies, type PrincipalRecord, partitionOf } from "./inventory.ts";
import { reachOf, regionOf } from "./region.ts";
import { fit } from "./statement-fit.ts";

type Role = RecordOf<"iam_role">;

/** That a user or role of the inventory can assume a role, and what has to hold. */
export interface Assumption {
  readonly principal: PrincipalRecord;
  readonly outcome: Exclude<Outcome, "denied" | "partly">;
  readonly conditions: readonly NamedCondition[];
}

/** `named`: by ARN or id, or with everyone of the role's own account, so that the own policies need not allow it in the same account. `account`: by its account, or with everyone. */
type Named = { readonly how: "named" | "account"; readonly only?: string };

const action = "sts:assumerole";

/** Who of the inventory can assume roles. It keeps what it found, since chains come by the same roles again. */
export interface Assumers {
  of(role: Role): readonly Assumption[];
}

/**
 * Who of the inventory can assume a role: its trust policy must let them in, and their own policies must allow it, unless the trust policy
 * names them in the role's own account. Denies, boundaries and service control policies count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-identity-rdp.html
 */
export function assumersOf(inventory: Inventory, policiesOf: (principal: PrincipalRecord) => PrincipalPolicies): Assumers {
  const byAccount = Map.groupBy(
    inventory.principals.filter((one) => !isServiceLinked(one)),
    ({ account }) => account,
  );
  const byId = new Map(inventory.principals.map((one) => [one.id, one]));
  const known = new Map<Role, readonly Assumption[]>();
  const asking = new Map<string, readonly PrincipalRecord[]>();

  /** Those of an account whose own policies speak of assuming any role at all. */
  function askers(account: string): readonly PrincipalRecord[] {
    const met = asking.get(account);
    if (met) return met;
    const found = (byAccount.get(account) ?? []).filter((one) => evaluate(policiesOf(one), { action, resource: "*" }).outcome !== "denied");
    asking.set(account, found);
    return found;
  }

  function candidates({ source }: Statement, own: string): ReadonlyMap<PrincipalRecord, Named> {
    const found = new Map<PrincipalRecord, Named>();
    const add = (one: PrincipalRecord | undefined, named: Named): void => {
      if (one && !isServiceLinked(one) && found.get(one)?.how !== "named") found.set(one, named);
    };
    const entries = source.NotPrincipal === undefined ? entriesOfPrincipal(source.Principal) : [{ type: "AWS", text: "*" }];
    for (const { type, text } of entries) {
      if (type !== "AWS") continue;
      const arn = parseArn(text);
      const session = arn?.service === "sts" ? /^assumed-role\/([^/]+)\/(.+)$/.exec(arn.resource) : null;
      const whole = /^\d{12}$/.test(text) ? text : arn?.resource === "root" ? arn.account : undefined;
      // Everyone is every principal by name in the role's own account: there their own policies need not allow it.
      if (text === "*")
        for (const account of byAccount.keys())
          for (const one of account === own ? (byAccount.get(account) ?? []) : askers(account))
            add(one, { how: account === own ? "named" : "account" });
      else if (whole !== undefined) for (const one of askers(whole)) add(one, { how: "account" });
      else if (session && arn)
        for (const one of byAccount.get(arn.account) ?? [])
          if (one.kind === "iam_role" && one.name === session[1]) add(one, { how: "named", only: `session ${session[2]}` });
      if (session === null && whole === undefined) add(inventory.byArn(text) ?? byId.get(text), { how: "named" });
    }
    return found;
  }

  function judge(
    principal: PrincipalRecord,
    role: Role,
    statement: Statement,
    { how, only }: Named,
    denials: readonly Statement[],
  ): Assumption[] {
    const policies = policiesOf(principal);
    const fitted = fit(statement, policies.facts);
    if (fitted === undefined || principal === role || partitionOf(principal) !== partitionOf(role)) return [];
    const by = statementRef({ layer: "trust", name: `trust policy of role ${role.name}` }, statement);
    const conditions: NamedCondition[] = [...fitted.open, ...(only === undefined ? [] : [only])].map((text) => ({
      from: by,
      when: "if",
      text,
    }));
    for (const deny of denials) {
      const named = candidatesOfDeny(deny, principal);
      const left = named ? fit(deny, policies.facts) : undefined;
      if (left === undefined) continue;
      if (left.open.length === 0) return [];
      const from = statementRef({ layer: "trust", name: `trust policy of role ${role.name}` }, deny);
      conditions.push({ from, when: "unless", text: left.open.join(" and ") });
    }
    const isGranted = how === "named" && principal.account === role.account;
    const resourceGrant: ResourceGrant = { by, conditions: [], settled: [], isBoundaryPassed: principal.kind === "iam_user" };
    const query = { action, resource: role.arn ?? "", ...(isGranted ? { resourceGrant } : {}) };
    const { outcome, grants } = evaluate(policies, query);
    const [best] = grants;
    if (outcome === "denied" || best === undefined) return [];
    const all = [...conditions, ...best.conditions];
    return [{ principal, outcome: all.length > 0 ? "conditional" : "allowed", conditions: all }];
  }

  return {
    of(role) {
      const met = known.get(role);
      if (met) return met;
      const { statements } = inventory.trustOf(role);
      const about = statements.filter(({ actions }) => reachOf(regionOf(action), actions) !== "none");
      const denials = about.filter(({ effect }) => effect === "Deny");
      const best = new Map<PrincipalRecord, Assumption>();
      for (const statement of role.arn === null ? [] : about.filter(({ effect }) => effect === "Allow"))
        for (const [principal, named] of candidates(statement, role.account))
          for (const found of judge(principal, role, statement, named, denials))
            if (best.get(principal)?.outcome !== "allowed") best.set(principal, found);
      const found = [...best.values()].sort((a, b) => (keyOf(a.principal) < keyOf(b.principal) ? -1 : 1));
      known.set(role, found);
      return found;
    },
  };
}

const keyOf = ({ account, kind, id }: PrincipalRecord): string => `${account} ${kind} ${id}`;

/** Whether a Deny of a trust policy may speak of the principal. What can't be told of it counts as speaking of it. */
function candidatesOfDeny({ source }: Statement, principal: PrincipalRecord): boolean {
  if (source.NotPrincipal !== undefined) return !names(entriesOfPrincipal(source.NotPrincipal), principal);
  return names(entriesOfPrincipal(source.Principal), principal);
}

const names = (entries: ReturnType<typeof entriesOfPrincipal>, { account, arn, id }: PrincipalRecord): boolean =>
  entries.some(({ type, text }) => {
    const of = parseArn(text);
    return (
      type === "AWS" &&
      (text === "*" || text === account || text === arn || text === id || (of?.resource === "root" && of.account === account))
    );
  });
