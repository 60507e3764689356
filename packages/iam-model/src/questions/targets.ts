import { entriesOfPrincipal } from "@plumbline/collectors/policy/principals";
import { arn as toArn } from "@plumbline/finding-model/arn";
import type { RecordOf } from "../kinds.ts";
import type { NamedCondition } from "./answer.ts";
import type { Assumers } from "./assume.ts";
import { boundaryTargetsIn } from "./boundary-targets.ts";
import { type Inventory, type PrincipalPolicies, type PrincipalRecord, partitionOf, refOf } from "./inventory.ts";
import type { TargetKind } from "./methods/method.ts";
import { reachOf, regionOf } from "./region.ts";

/** Something that a method can be used on. */
export interface Target {
  readonly name: string;
  readonly arn: string;
  readonly isAdministrator: boolean;
  /** What has to hold besides, such as for assuming a role. */
  readonly conditions: readonly NamedCondition[];
  /** Condition keys that the request has on this target, in lower case. */
  readonly keys?: Readonly<Record<string, string>>;
  /** False for a policy whose text is in no inventory: what it comes to nobody can say. */
  readonly isTextKnown?: boolean;
}

export interface Targets {
  /** A pattern of all that a kind could be, for a first look. */
  pattern(kind: TargetKind, principal: PrincipalRecord): string;
  /** What of the inventory a kind is for a principal, administrators first. */
  of(kind: TargetKind, principal: PrincipalRecord, service: string | undefined): readonly Target[];
}

/** What is known of principals: which of them are worth most, and which gain something when their boundary goes. */
interface Known {
  isAdministrator(principal: PrincipalRecord): boolean;
  isHeldBack(principal: PrincipalRecord): boolean;
  policiesOf(principal: PrincipalRecord): PrincipalPolicies;
}

/** Finds what escalation methods can be used on. */
export function targetsIn(inventory: Inventory, assumers: Assumers, { isAdministrator, isHeldBack, policiesOf }: Known): Targets {
  const { snapshot } = inventory;
  const boundariesFor = boundaryTargetsIn(inventory, policiesOf);
  const toTarget = (one: { arn: string | null; name: string }, isAdmin = false): Target[] =>
    one.arn === null ? [] : [{ name: one.name, arn: one.arn, isAdministrator: isAdmin, conditions: [] }];
  const principalTargets = (list: readonly PrincipalRecord[]): Target[] => {
    const all = list.flatMap((one) => toTarget(one, isAdministrator(one)));
    return [...all.filter((one) => one.isAdministrator), ...all.filter((one) => !one.isAdministrator)];
  };
  const grouped = <T extends { account: string }>(list: readonly T[]): Map<string, T[]> => Map.groupBy(list, ({ account }) => account);
  const logins = new Set(snapshot.of("iam_login_profile").map(({ account, facts }) => `${account} ${facts.userId}`));
  const hasLogin = ({ account, id }: PrincipalRecord): boolean => logins.has(`${account} ${id}`);
  const of = <T>(map: ReadonlyMap<string, T[]>, account: string): T[] => map.get(account) ?? [];
  const users = grouped(snapshot.of("iam_user"));
  const roles = grouped(snapshot.of("iam_role").filter(({ facts }) => !facts.path.startsWith("/aws-service-role/")));
  const groups = grouped(snapshot.of("iam_group"));
  const policies = grouped(snapshot.of("iam_policy").filter(({ facts }) => !facts.isAwsManaged));
  const instances = grouped(snapshot.of("ec2_instance").filter(({ facts }) => facts.instanceProfile !== null));
  const byService = Map.groupBy(
    [...roles.values()]
      .flat()
      .flatMap((role) => servicesOf(inventory, role).map((service) => ({ key: `${role.account} ${service}`, role }))),
    ({ key }) => key,
  );
  let assumable: ReadonlyMap<PrincipalRecord, readonly Target[]> | undefined;
  const patterns = new Map<string, string>();
  const made = new Map<string, readonly Target[]>();
  /** Lists that are the same for all principals of an account are made once. */
  const once = (key: string, make: () => readonly Target[]): readonly Target[] => {
    const met = made.get(key) ?? make();
    made.set(key, met);
    return met;
  };
  const others = (list: readonly Target[], { arn }: PrincipalRecord): readonly Target[] => list.filter((one) => one.arn !== arn);
  const own = (principal: PrincipalRecord) => new Set(inventory.managedOf(principal));
  /** A boundary that nobody else has is no way to give another one anything. */
  function withoutOwn({ account, facts: { permissionsBoundary } }: PrincipalRecord, list: readonly Target[]): readonly Target[] {
    const edge = permissionsBoundary === null ? undefined : inventory.policyOf(account, permissionsBoundary);
    const isAlone = edge?.facts.attachments === 0 && edge.facts.boundaryUses === 1;
    return isAlone ? list.filter(({ arn }) => arn !== permissionsBoundary) : list;
  }
  const isInUse = ({ facts }: RecordOf<"iam_policy">): boolean => facts.attachments !== 0 || facts.boundaryUses !== 0;
  const hasVersions = ({ facts }: RecordOf<"iam_policy">): boolean => facts.versions.length > 1;

  return {
    pattern(kind, principal) {
      const key = `${kind} ${principal.account}`;
      const pattern = patterns.get(key) ?? patternOf(kind, principal);
      patterns.set(key, pattern);
      return pattern;
    },
    of(kind, principal, service) {
      const { account } = principal;
      switch (kind) {
        case "own-user":
          return principal.kind === "iam_user" ? toTarget(principal) : [];
        case "own-role":
          return principal.kind === "iam_role" ? toTarget(principal) : [];
        case "bounded-user":
        case "bounded-role":
          return kind.endsWith(refOf(principal).kind) && isHeldBack(principal) ? toTarget(principal) : [];
        case "rebounded-user":
        case "rebounded-role":
          return kind.endsWith(refOf(principal).kind) && isHeldBack(principal) ? boundariesFor(principal) : [];
        case "own-boundary-policy":
        case "own-boundary-policy-version":
          return of(policies, account)
            .filter((one) => one.arn === principal.facts.permissionsBoundary && (kind === "own-boundary-policy" || hasVersions(one)))
            .flatMap((one) => (isHeldBack(principal) ? toTarget(one) : []));
        case "own-group": {
          const names = new Set(principal.kind === "iam_user" ? inventory.groupsOf(principal) : []);
          return of(groups, account)
            .filter(({ name }) => names.has(name))
            .flatMap((one) => toTarget(one));
        }
        case "own-policy":
        case "own-policy-version": {
          const held = own(principal);
          const isIt = (one: RecordOf<"iam_policy">): boolean =>
            one.arn !== null && held.has(one.arn) && (kind === "own-policy" || hasVersions(one));
          return of(policies, account)
            .filter(isIt)
            .flatMap((one) => toTarget(one));
        }
        case "other-policy":
        case "other-policy-version":
          return withoutOwn(
            principal,
            once(`${kind} ${account}`, () =>
              of(policies, account)
                .filter((one) => isInUse(one) && (kind === "other-policy" || hasVersions(one)))
                .flatMap((one) => toTarget(one)),
            ),
          );
        case "other-user":
          return others(
            once(`${kind} ${account}`, () => principalTargets(of(users, account))),
            principal,
          );
        case "other-user-with-login":
          return others(
            once(`${kind} ${account}`, () => principalTargets(of(users, account).filter(hasLogin))),
            principal,
          );
        case "other-user-without-login":
          return others(
            once(`${kind} ${account}`, () => principalTargets(of(users, account).filter((one) => !hasLogin(one)))),
            principal,
          );
        case "other-role":
          return others(
            once(`${kind} ${account}`, () => principalTargets(of(roles, account))),
            principal,
          );
        case "assumable-role":
        case "assumable-administrator":
          assumable ??= assumableIn([...roles.values()].flat(), assumers, (role) => toTarget(role, isAdministrator(role)));
          return (assumable.get(principal) ?? []).filter((one) => one.isAdministrator || kind === "assumable-role");
        case "any-group":
          return once(`${kind} ${account}`, () => of(groups, account).flatMap((one) => toTarget(one)));
        case "passed-role":
          return once(`${kind} ${account} ${service}`, () => {
            const trusted = (byService.get(`${account} ${service}`) ?? []).map(({ role }) => role);
            // EC2 takes a role by its instance profile.
            return principalTargets(
              service === "ec2.amazonaws.com" ? trusted.filter(({ facts }) => facts.instanceProfiles.length > 0) : trusted,
            );
          });
        case "instance":
          return once(`${kind} ${account}`, () =>
            of(instances, account).flatMap((one) => {
              const resource = {
                partition: partitionOf(principal),
                service: "ec2",
                region: one.facts.region,
                account,
                resource: `instance/${one.id}`,
              };
              return toTarget({ name: one.id, arn: one.arn ?? toArn(resource) });
            }),
          );
        case "none":
          return [];
      }
    },
  };
}

function patternOf(kind: TargetKind, principal: PrincipalRecord): string {
  const place = { partition: partitionOf(principal), service: "iam", account: principal.account };
  const [, resource] = /(user|group|role|policy)/.exec(kind) ?? [];
  if (kind === "instance") return toArn({ ...place, service: "ec2", region: "*", resource: "instance/*" });
  return resource === undefined ? "*" : toArn({ ...place, resource: `${resource}/*` });
}

/** The roles that each principal can assume, administrators first. */
function assumableIn(roles: readonly RecordOf<"iam_role">[], assumers: Assumers, toTargets: (role: RecordOf<"iam_role">) => Target[]) {
  const found = new Map<PrincipalRecord, Target[]>();
  for (const role of roles)
    for (const { principal, conditions } of assumers.of(role)) {
      const list = found.get(principal) ?? [];
      list.push(...toTargets(role).map((target) => ({ ...target, conditions })));
      found.set(principal, list);
    }
  for (const list of found.values()) list.sort((a, b) => Number(b.isAdministrator) - Number(a.isAdministrator));
  return found;
}

/** Services that a role's trust policy lets in, by their names in the partition `aws`. */
function servicesOf(inventory: Inventory, role: RecordOf<"iam_role">): string[] {
  const allowing = inventory
    .trustOf(role)
    .statements.filter(({ effect, actions }) => effect === "Allow" && reachOf(regionOf("sts:assumerole"), actions) !== "none");
  const entries = allowing.flatMap(({ source }) => entriesOfPrincipal(source.Principal));
  return [...new Set(entries.filter(({ type }) => type === "Service").map(({ text }) => text.replace(/\.cn$/, "")))];
}
