import { arn, parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { AccessGrant, Answer, NamedCondition, NotConsidered, Outcome, PrincipalRef, type Within } from "./answer.ts";
import { assumersOf } from "./assume.ts";
import { accessKinds, neverConsidered, rootUser } from "./effective-access.ts";
import { evaluate, isMore, outcomeOf } from "./evaluate.ts";
import { type Inventory, type PrincipalPolicies, type PrincipalRecord, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";
import { powers } from "./powers.ts";
import { isSame, narrowed, regionOf } from "./region.ts";
import { Undetermined, undeterminedOf, unreadTrust } from "./undetermined.ts";

const Step = z.strictObject({ role: PrincipalRef, outcome: Outcome, conditions: z.array(NamedCondition) });

export const Administrator = z.strictObject({
  principal: PrincipalRef,
  /** `partly`: everything but what `grants` names. */
  outcome: Outcome,
  grants: z.array(AccessGrant),
  /** Roles that it assumes one after the other, the last of which is an administrator; empty where its own policies make it one. */
  via: z.array(Step),
  notConsidered: z.array(NotConsidered),
});
export type Administrator = z.output<typeof Administrator>;

export const Privileged = z.strictObject({
  principal: PrincipalRef,
  powers: z.array(z.strictObject({ id: z.string(), title: z.string(), page: z.string(), outcome: Outcome, grants: z.array(AccessGrant) })),
  notConsidered: z.array(NotConsidered),
});

export const Admins = Answer.extend({
  administrators: z.array(Administrator),
  privileged: z.array(Privileged),
  /**
   * Who may hold more than is told here, since some of its policies could not be read, but for full administrators by their own; and roles of any
   * account by which somebody may be an administrator, since their trust policy could not.
   */
  undetermined: z.array(Undetermined),
  /** What is looked at for nobody. */
  notConsidered: z.array(NotConsidered),
});
export type Admins = z.output<typeof Admins>;

const everything = { action: "*:*", resource: "*" };
const fewGrants = 5;
const permissions = powers.find(({ id }) => id === "permissions")?.actions ?? [];

/** Principals and policies of the principal's own account: AWS's own can't be changed by anyone. */
const ownIam = ({ principal }: PrincipalPolicies): string => {
  const partition = principal.arn === null ? undefined : parseArn(principal.arn)?.partition;
  return arn({ partition: partition ?? "*", service: "iam", account: principal.account, resource: "*" });
};

/** Only statements that speak of nearly everything can make an administrator; leaving the others out spares most of the work. */
function broad(policies: PrincipalPolicies): PrincipalPolicies | undefined {
  const whole = regionOf("*:*");
  const isBroad = policies.identity.some(({ policy }) =>
    policy.statements.some(
      ({ effect, actions }) => effect === "Allow" && (actions.but || narrowed(whole, actions).some((part) => isSame(part, whole))),
    ),
  );
  return isBroad ? policies : undefined;
}

/**
 * What of everything a principal may do by statements that name nearly every action: those with `*`, or with NotAction. Who may change no
 * permissions, as PowerUserAccess has it, is no administrator.
 */
export function ownPower(policies: PrincipalPolicies): Pick<Administrator, "outcome" | "grants"> | undefined {
  if (!broad(policies)) return undefined;
  const { grants } = evaluate(policies, everything);
  const wide = grants.filter(({ action, resource }) => /^\*(:\*)?( but not |$)/.test(action) && /^\*( but not |$)/.test(resource));
  const [best] = wide;
  if (best === undefined) return undefined;
  const outcome = outcomeOf(best);
  const isLimited =
    outcome !== "allowed" && permissions.every((action) => evaluate(policies, { action, resource: ownIam(policies) }).outcome === "denied");
  return isLimited ? undefined : { outcome, grants: wide.slice(0, fewGrants) };
}

/**
 * Who may do everything, by own policies or by roles that it can assume, and who holds a power that reaches far. Conditions, boundaries and
 * service control policies are considered; where something could not be, it is said. `partly` is everything but some actions or resources.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
 */
export function admins(inventory: Inventory, { accounts }: Within = {}): Admins {
  const known = new Map<PrincipalRecord, PrincipalPolicies>();
  const policiesOf = (principal: PrincipalRecord): PrincipalPolicies => {
    const met = known.get(principal) ?? inventory.policiesOf(principal);
    known.set(principal, met);
    return met;
  };
  const [powerOf, powersOf] = [bySignature(ownPower), bySignature(powersIn)];
  const own = new Map(
    inventory.principals.flatMap((principal) => {
      const power = powerOf(policiesOf(principal));
      return power ? [[principal, power] as const] : [];
    }),
  );
  const administrators = inventory.principals.flatMap((principal): Administrator[] => {
    const power = own.get(principal);
    return power ? [{ principal: refOf(principal), ...power, via: [], notConsidered: [...policiesOf(principal).notConsidered] }] : [];
  });
  administrators.push(...byRoles(inventory, own, policiesOf));
  const isAsked = ({ account }: { account: string }): boolean => accounts === undefined || accounts.has(account);
  const full = new Set(
    administrators.filter(({ outcome, via }) => outcome === "allowed" && via.length === 0).map(({ principal }) => principal.id),
  );
  const all = new Set(administrators.map(({ principal }) => principal.id));
  return {
    ...{ at: inventory.snapshot.at, looked: lookedAt(inventory.snapshot, accessKinds, accounts) },
    administrators: administrators.filter(({ principal }) => isAsked(principal)),
    privileged: inventory.principals
      .filter(isAsked)
      .flatMap((principal) => (full.has(principal.id) ? [] : privilegedOf(principal, policiesOf(principal), powersOf))),
    undetermined: undeterminedOf(inventory.principals, (one) => ({
      notConsidered: [
        ...(isAsked(one) && own.get(one)?.outcome !== "allowed" ? policiesOf(one).notConsidered : []),
        ...(all.has(one.id) ? unreadTrust(inventory, one) : []),
      ],
    })),
    notConsidered: [rootUser, ...neverConsidered],
  };
}

/** From each role that is an administrator back to who can assume it, and so on; each principal once, by the shortest and surest way. */
function byRoles(
  inventory: Inventory,
  own: ReadonlyMap<PrincipalRecord, Pick<Administrator, "outcome" | "grants">>,
  policiesOf: (principal: PrincipalRecord) => PrincipalPolicies,
): Administrator[] {
  const assumers = assumersOf(inventory, policiesOf);
  const found = new Map<PrincipalRecord, Administrator>();
  type Reached = Pick<Administrator, "outcome" | "grants" | "via"> & { principal: PrincipalRecord };
  let edge = [...own].map(([principal, { outcome, grants }]): Reached => ({ principal, outcome, grants, via: [] }));
  while (edge.length > 0) {
    const next: Reached[] = [];
    for (const { principal: role, outcome, grants, via } of edge)
      for (const assumption of role.kind === "iam_role" ? assumers.of(role) : []) {
        const { principal, conditions } = assumption;
        const reached = isMore(outcome, assumption.outcome) ? assumption.outcome : outcome;
        const met = found.get(principal);
        const before = own.get(principal)?.outcome ?? met?.outcome ?? "denied";
        if (!isMore(reached, before)) continue;
        const steps = [{ role: refOf(role), outcome: assumption.outcome, conditions: [...conditions] }, ...via];
        found.set(principal, {
          ...{ principal: refOf(principal), outcome: reached, grants: [...grants], via: steps },
          notConsidered: [...policiesOf(principal).notConsidered],
        });
        next.push({ principal, outcome: reached, grants, via: steps });
      }
    edge = next;
  }
  return inventory.principals.flatMap((principal) => found.get(principal) ?? []);
}

type Held = z.output<typeof Privileged>["powers"];

function privilegedOf(
  principal: PrincipalRecord,
  policies: PrincipalPolicies,
  powersOf: (policies: PrincipalPolicies) => Held,
): z.output<typeof Privileged>[] {
  const held = powersOf(policies);
  return held.length > 0 ? [{ principal: refOf(principal), powers: [...held], notConsidered: [...policies.notConsidered] }] : [];
}

function powersIn(policies: PrincipalPolicies): Held {
  return powers.flatMap(({ id, title, page, actions, onAll, isOfIam = false }) => {
    const grants = actions
      .flatMap((action) => {
        const access = evaluate(policies, { action, resource: isOfIam ? ownIam(policies) : "*" });
        return access.outcome === "denied" ? [] : access.grants.filter(({ whole }) => whole || !onAll);
      })
      .slice(0, fewGrants);
    const outcome = grants.map(outcomeOf).reduce((best, one) => (isMore(one, best) ? one : best), "denied");
    return outcome === "denied" ? [] : [{ id, title, page, outcome, grants }];
  });
}

/** Answers once for all principals that hold the same. */
function bySignature<T>(work: (policies: PrincipalPolicies) => T): (policies: PrincipalPolicies) => T {
  const known = new Map<string, { answer: T }>();
  return (policies) => {
    const met = known.get(policies.signature) ?? { answer: work(policies) };
    known.set(policies.signature, met);
    return met.answer;
  };
}
