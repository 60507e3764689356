import type { Kind } from "../kinds.ts";
import { ownPower } from "./admins.ts";
import type { Access, NotConsidered, Outcome, Within } from "./answer.ts";
import { assumersOf } from "./assume.ts";
import { accessKinds, neverConsidered, rootUser } from "./effective-access.ts";
import type { Escalation, Escalations } from "./escalation-answer.ts";
import { evaluate, isHeldBack, least } from "./evaluate.ts";
import { type Inventory, isServiceLinked, type PrincipalPolicies, type PrincipalRecord, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";
import { iamMethods } from "./methods/iam.ts";
import type { Method } from "./methods/method.ts";
import { serviceMethods } from "./methods/services.ts";
import { type Target, type Targets, targetsIn } from "./targets.ts";
import { undeterminedOf, unreadTrust } from "./undetermined.ts";

/** All methods that are known. */
export const methods: readonly Method[] = [...iamMethods, ...serviceMethods];

const mostTargets = 5;
const fewGrants = 3;
/** Kinds of records that the methods are used on. */
export const escalationKinds: readonly Kind[] = [...accessKinds, "iam_login_profile", "ec2_instance"];

type Needs = Escalation["needs"];

/**
 * Who could gain permissions by a published method: every action that it needs is allowed, on something that it can be used on. Each row names
 * the statements that give each action. Conditions, Denies, boundaries and service control policies count as for all access.
 * https://pathfinding.cloud
 */
export function escalations(inventory: Inventory, { accounts }: Within = {}): Escalations {
  const known = new Map<PrincipalRecord, PrincipalPolicies>();
  const policiesOf = (principal: PrincipalRecord): PrincipalPolicies => {
    const met = known.get(principal) ?? inventory.policiesOf(principal);
    known.set(principal, met);
    return met;
  };
  const powers = new Map(inventory.principals.map((one) => [one, ownPower(policiesOf(one))?.outcome]));
  const isAdministrator = (one: PrincipalRecord): boolean => powers.get(one) !== undefined;
  const targets = targetsIn(inventory, assumersOf(inventory, policiesOf), {
    ...{ isAdministrator, policiesOf },
    // A boundary without its text may take anything.
    isHeldBack: (one) => one.facts.permissionsBoundary !== null && (policiesOf(one).boundary === undefined || isHeldBack(policiesOf(one))),
  });
  const isAsked = ({ account }: { account: string }): boolean => accounts === undefined || accounts.has(account);
  const inside = inventory.principals.filter(isAsked);
  const asked = inside.filter((one) => powers.get(one) !== "allowed" && !isServiceLinked(one));
  const alike = Map.groupBy(asked, (one) => policiesOf(one).signature);
  const shared = new Map<string, Answers>();
  /** Principals that hold the same share their answers; those of one alone are not kept. */
  const answersOf = ({ signature }: PrincipalPolicies): Answers => {
    const met = shared.get(signature) ?? new Map();
    if ((alike.get(signature)?.length ?? 0) > 1) shared.set(signature, met);
    return met;
  };
  const found = new Map(asked.map((one) => [one, waysOf(one, policiesOf(one), targets, answersOf(policiesOf(one)))]));
  const notConsideredOf = (one: PrincipalRecord): NotConsidered[] => {
    const ways = found.get(one);
    const byOthers = isAdministrator(one) ? unreadTrust(inventory, one) : [];
    return [...(ways ? [...policiesOf(one).notConsidered, ...ways.unjudged] : []), ...byOthers];
  };
  return {
    ...{ at: inventory.snapshot.at, looked: lookedAt(inventory.snapshot, escalationKinds, accounts) },
    rows: [...found.values()].flatMap(({ rows }) => rows),
    undetermined: undeterminedOf(inventory.principals, (one) => ({ notConsidered: notConsideredOf(one) })),
    leftOut: {
      administrators: inside.filter((one) => powers.get(one) === "allowed").length,
      serviceLinked: inside.filter((one) => powers.get(one) !== "allowed" && isServiceLinked(one)).length,
    },
    methods: methods.length,
    notConsidered: [rootUser, ...neverConsidered],
  };
}

type Answers = Map<string, Access>;

interface Ways {
  readonly rows: readonly Escalation[];
  /** What may be a way, of which nobody can say. */
  readonly unjudged: readonly NotConsidered[];
}

function waysOf(principal: PrincipalRecord, policies: PrincipalPolicies, targets: Targets, asked: Answers): Ways {
  const unjudged: NotConsidered[] = [];
  /** Several methods need the same action on the same things. */
  const ask: Ask = (action, resource, keys) => {
    const key = `${action} ${resource} ${keys ? JSON.stringify(keys) : ""}`;
    const met = asked.get(key) ?? evaluate(policies, { action, resource, ...(keys && { keys }) });
    asked.set(key, met);
    return met;
  };
  const rows = methods.flatMap((method) => {
    const found = judge(method, principal, ask, targets, unjudged);
    if (found === undefined) return [];
    const { id, title, page } = method;
    return [{ principal: refOf(principal), method: id, title, page, ...found, notConsidered: [...policies.notConsidered] }];
  });
  return { rows, unjudged };
}

type Keys = Readonly<Record<string, string>> | undefined;
type Ask = (action: string, resource: string, keys: Keys) => Access;
type Found = Pick<Escalation, "outcome" | "gains" | "targets" | "hasMoreTargets" | "needs">;

function judge(method: Method, principal: PrincipalRecord, ask: Ask, targets: Targets, unjudged: NotConsidered[]): Found | undefined {
  const { onTarget, anywhere, service } = method;
  const elsewhere = needsOf(anywhere, "*", ask, undefined);
  if (elsewhere === undefined) return undefined;
  let possible: Found | undefined;
  for (const { kind, gains } of method.targets) {
    const pattern = targets.pattern(kind, principal);
    const first = needsOf(onTarget, pattern, ask, service);
    if (first === undefined) continue;
    const rest = { hasMoreTargets: false, targets: [], needs: [...first, ...elsewhere] };
    if (kind === "none") return { ...rest, outcome: outcomeOf(rest.needs), gains: "target-unknown" };
    const used = usable(onTarget, first, targets.of(kind, principal, service), ask, service);
    const [best] = used.found;
    if (best !== undefined) {
      const needs = [...best.needs, ...elsewhere];
      const outcome = best.target.conditions.length > 0 ? least([outcomeOf(needs), "conditional"]) : outcomeOf(needs);
      const told = used.found.map(({ target: { name, isAdministrator } }) => ({ name, isAdministrator }));
      return { outcome, gains, targets: told, hasMoreTargets: used.hasMore, needs };
    }
    for (const { name } of used.unread)
      unjudged.push({ what: `${method.title}, such as ${name}, whose text is not in the inventory`, effect: "may add" });
    // What is about the principal itself is nothing without a target, and so is a role that lets nobody in.
    if (onTarget.length > 0 && !/^(own|bounded|rebounded)-/.test(kind))
      possible ??= { ...rest, outcome: outcomeOf(rest.needs), gains: "no-target" };
  }
  return possible;
}

/** What a principal may do of each action; undefined when one of them is denied. */
function needsOf(actions: readonly string[], resource: string, ask: Ask, service: string | undefined, keys?: Keys): Needs | undefined {
  const needs: Needs = [];
  for (const action of actions) {
    const { outcome, grants } = ask(action, resource, action === "iam:PassRole" && service ? { "iam:passedtoservice": service } : keys);
    if (outcome === "denied") return undefined;
    needs.push({ action, outcome, grants: grants.slice(0, fewGrants) });
  }
  return needs;
}

const outcomeOf = (needs: Needs): Outcome => least(needs.map(({ outcome }) => outcome));

/** The first few targets on which every action is allowed. */
function usable(actions: readonly string[], first: Needs, all: readonly Target[], ask: Ask, service: string | undefined) {
  const found: { target: Target; needs: Needs }[] = [];
  const unread: Target[] = [];
  const isEverywhere = outcomeOf(first) === "allowed";
  for (const target of all) {
    const needs = isEverywhere && target.keys === undefined ? first : needsOf(actions, target.arn, ask, service, target.keys);
    if (needs === undefined) continue;
    if (found.length === mostTargets) return { found, unread, hasMore: true };
    if (target.isTextKnown === false) unread.push(target);
    else found.push({ target, needs });
  }
  return { found, unread, hasMore: false };
}
