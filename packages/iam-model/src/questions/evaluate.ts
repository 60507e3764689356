import type { Access, AccessGrant, Layer, NamedCondition, Outcome, StatementRef } from "./answer.ts";
import { type Holding, statementRef } from "./holding.ts";
import type { PrincipalPolicies } from "./inventory.ts";
import { type RequestFacts, withKeys } from "./principal-keys.ts";
import { narrowed, type Region, reachOf, regionOf, textOf } from "./region.ts";
import { fit } from "./statement-fit.ts";

/** What is asked: an action and a resource, each a text or a pattern. `*:*` is every action, `*` every resource. */
export interface AccessQuery {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of the request that are known, in lower case, such as `iam:passedtoservice`. */
  readonly keys?: Readonly<Record<string, string>>;
  /** What a resource's own policy allows the principal; then no policy of the principal has to. */
  readonly resourceGrant?: ResourceGrant;
}
export interface ResourceGrant {
  readonly by: StatementRef;
  readonly conditions: readonly NamedCondition[];
  readonly settled: readonly string[];
  /** A resource's policy that names a user by ARN is not limited by what the user's boundary leaves out. */
  readonly isBoundaryPassed: boolean;
}

interface Path {
  readonly action: Region;
  readonly resource: Region;
  readonly by: StatementRef;
  readonly conditions: readonly NamedCondition[];
  readonly settled: readonly string[];
  readonly except: readonly StatementRef[];
}
type Cut = Access["cut"][number];

const mostGrants = 100;

/**
 * What a principal may do by its identity policies, its boundary and each level of service control policies: an Allow in each, and no Deny in
 * any. A boundary or level that can't be read whole takes away by its Denies alone. Conditions that the inventory can't answer are kept and named, for Allow and for Deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate({ identity, boundary, levels, facts: known }: PrincipalPolicies, query: AccessQuery): Access {
  const facts = query.keys ? withKeys(known, query.keys) : known;
  const asked = { action: regionOf(query.action.toLowerCase()), resource: regionOf(query.resource) };
  const cut: Cut[] = [];
  const isOnlyGranted = query.resourceGrant !== undefined;
  const seeds = query.resourceGrant ? [{ ...asked, ...query.resourceGrant, except: [] }] : seedsOf(identity, asked, facts);
  if (seeds.length === 0) return { outcome: "denied", grants: [], cut: [] };
  const all = [...identity, ...(boundary ? [boundary] : []), ...levels.flatMap(({ holdings }) => holdings)];
  let paths = seeds.flatMap((path) => afterDenials(path, all, facts, cut) ?? []);
  // What a boundary allows is not known where it can't be read; its Denies that can be are.
  if (boundary && boundary.policy.unreadable === null && !(isOnlyGranted && query.resourceGrant?.isBoundaryPassed))
    paths = through(paths, [boundary], facts, `the boundary ${boundary.name}`, cut);
  for (const { target, holdings, isWhole } of levels)
    if (isWhole) paths = through(paths, holdings, facts, `the service control policies at ${target}`, cut);
  const grants = paths.map((path) => grantOf(path, asked)).sort(byWorth);
  return {
    outcome: grants[0] ? outcomeOf(grants[0]) : "denied",
    grants: distinct(grants).slice(0, mostGrants),
    cut: grants.length > 0 ? [] : distinct(cut.sort(byText)),
  };
}

/**
 * Whether the boundary takes away some of what the identity policies and the levels leave, or puts a condition on it. Where it can't be read
 * whole it may.
 */
export function isHeldBack({ identity, boundary, levels, facts }: PrincipalPolicies): boolean {
  if (boundary === undefined) return false;
  if (boundary.policy.unreadable !== null) return true;
  const others = [...identity, ...levels.flatMap(({ holdings }) => holdings)];
  const asked = { action: regionOf("*:*"), resource: regionOf("*") };
  let free = seedsOf(identity, asked, facts).flatMap((path) => afterDenials(path, others, facts, []) ?? []);
  for (const { holdings, isWhole } of levels) if (isWhole) free = through(free, holdings, facts, "", []);
  const keyOf = ({ action, resource, conditions, except }: Path): string => JSON.stringify([action, resource, conditions, except]);
  return free.some((path) => {
    const left = [afterDenials(path, [boundary], facts, []) ?? []].flat();
    return !through(left, [boundary], facts, "", []).some((one) => keyOf(one) === keyOf(path));
  });
}

const actionKey = ({ all: [first = "*"] }: Region): string => first;

function seedsOf(identity: readonly Holding[], asked: { action: Region; resource: Region }, facts: RequestFacts): Path[] {
  return identity.flatMap((holding) =>
    holding.policy.about(actionKey(asked.action)).flatMap((statement) => {
      const fitted = statement.effect === "Allow" ? fit(statement, facts) : undefined;
      if (fitted === undefined) return [];
      const by = statementRef(holding, statement);
      const conditions = fitted.open.map((text): NamedCondition => ({ from: by, when: "if", text }));
      return narrowed(asked.action, statement.actions).flatMap((action) =>
        narrowed(asked.resource, fitted.resources).map(
          (resource): Path => ({ action, resource, by, conditions, settled: fitted.settled, except: [] }),
        ),
      );
    }),
  );
}

/** What the Denies leave of a path: all of it, all of it under conditions, a part, or nothing. */
function afterDenials(path: Path, holdings: readonly Holding[], facts: RequestFacts, cut: Cut[]): Path | undefined {
  const conditions = [...path.conditions];
  const except = [...path.except];
  for (const holding of holdings)
    for (const statement of holding.policy.about(actionKey(path.action))) {
      const fitted = statement.effect === "Deny" ? fit(statement, facts) : undefined;
      if (fitted === undefined) continue;
      const reach = [reachOf(path.action, statement.actions), reachOf(path.resource, fitted.resources)];
      if (reach.includes("none")) continue;
      const ref = statementRef(holding, statement);
      if (reach.includes("some")) except.push(ref);
      else if (fitted.open.length > 0) conditions.push({ from: ref, when: "unless", text: fitted.open.join(" and ") });
      else {
        cut.push({ layer: ref.layer, by: ref, text: `a Deny of ${ref.policy}` });
        return undefined;
      }
    }
  return { ...path, conditions, except };
}

/** The parts of paths that a boundary or a level lets through; an Allow without conditions that covers a path lets it through whole. */
function through(paths: readonly Path[], holdings: readonly Holding[], facts: RequestFacts, words: string, cut: Cut[]): Path[] {
  return paths.flatMap((path) => {
    const parts: Path[] = [];
    for (const holding of holdings)
      for (const statement of holding.policy.about(actionKey(path.action))) {
        const fitted = statement.effect === "Allow" ? fit(statement, facts) : undefined;
        if (fitted === undefined) continue;
        const isAll = reachOf(path.action, statement.actions) === "all" && reachOf(path.resource, fitted.resources) === "all";
        if (isAll && fitted.open.length === 0) return [{ ...path, settled: [...path.settled, ...fitted.settled] }];
        const from = statementRef(holding, statement);
        const conditions = [...path.conditions, ...fitted.open.map((text): NamedCondition => ({ from, when: "if", text }))];
        for (const action of narrowed(path.action, statement.actions))
          for (const resource of narrowed(path.resource, fitted.resources))
            parts.push({ ...path, action, resource, conditions, settled: [...path.settled, ...fitted.settled] });
      }
    const layer: Layer = holdings[0]?.layer ?? "scp";
    if (parts.length === 0) cut.push({ layer, by: null, text: `no Allow in ${words}` });
    return parts;
  });
}

const rank: Readonly<Record<Outcome, number>> = { allowed: 3, partly: 2, conditional: 1, denied: 0 };

/** Of two outcomes, whether the first allows more. */
export const isMore = (one: Outcome, other: Outcome): boolean => rank[one] > rank[other];
/** The lesser of several outcomes: what holds when all of them are needed. */
export const least = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce<Outcome>((worst, one) => (isMore(worst, one) ? one : worst), "allowed");

/** How far one grant goes. */
export const outcomeOf = ({ conditions, whole, except }: AccessGrant): Outcome =>
  conditions.length > 0 ? "conditional" : whole && except.length === 0 ? "allowed" : "partly";

function grantOf({ action, resource, by, conditions, settled, except }: Path, asked: { action: Region; resource: Region }): AccessGrant {
  const [actionText, resourceText] = [textOf(action), textOf(resource)];
  const whole = actionText === textOf(asked.action) && resourceText === textOf(asked.resource);
  return {
    ...{ action: actionText, resource: resourceText, whole, by },
    conditions: distinct(conditions),
    settled: [...new Set(settled)].sort(),
    except: distinct(except),
  };
}

const byText = (a: unknown, b: unknown): number => {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};
const byWorth = (a: AccessGrant, b: AccessGrant): number => rank[outcomeOf(b)] - rank[outcomeOf(a)] || byText(a, b);

/** Each once, in order; most lists have no or one entry. */
function distinct<T>(list: readonly T[]): T[] {
  return list.length < 2 ? [...list] : [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}
