import { parseArn } from "@plumbline/finding-model/arn";
import type { PolicyText } from "../define-kind.ts";
import type { RecordOf } from "../kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Layer, NotConsidered, PrincipalRef } from "./answer.ts";
import { type CompiledPolicy, makeCompiler } from "./compile.ts";
import type { Holding } from "./holding.ts";
import { type Level, type OrganizationPolicies, organizationOf } from "./organization.ts";
import { type RequestFacts, requestFacts } from "./principal-keys.ts";

export type PrincipalRecord = RecordOf<"iam_user"> | RecordOf<"iam_role">;

/** All policies that say what a user or role may do. */
export interface PrincipalPolicies {
  readonly principal: PrincipalRef;
  readonly identity: readonly Holding[];
  /** What it allows cuts nothing where it can't be read whole. */
  readonly boundary: Holding | undefined;
  /** Service control policies from the root down; empty where none apply or none are known. */
  readonly levels: readonly Level[];
  readonly facts: RequestFacts;
  readonly notConsidered: readonly NotConsidered[];
  /** Equal for principals of whom every question of access has the same answer. */
  readonly signature: string;
}

/** A snapshot made ready for questions about access. Equal policies are read once, so tens of thousands of principals cost seconds. */
export interface Inventory {
  readonly snapshot: Snapshot;
  /** Users and roles, in the order of account and id. */
  readonly principals: readonly PrincipalRecord[];
  policiesOf(principal: PrincipalRecord): PrincipalPolicies;
  trustOf(role: RecordOf<"iam_role">): CompiledPolicy;
  byArn(arn: string): PrincipalRecord | undefined;
  /** Names of a user's groups. */
  groupsOf(user: RecordOf<"iam_user">): readonly string[];
  policyOf(account: string, arn: string): RecordOf<"iam_policy"> | undefined;
  /** ARNs of managed policies that a user or role holds, by itself or by its groups. */
  managedOf(principal: PrincipalRecord): readonly string[];
}

export const refOf = (record: PrincipalRecord | RecordOf<"iam_group">): PrincipalRef => ({
  account: record.account,
  kind: record.kind === "iam_user" ? "user" : record.kind === "iam_role" ? "role" : "group",
  ...{ id: record.id, name: record.name, arn: record.arn },
});

/** Roles of AWS services, which no service control policy reaches and nobody else can use. */
export const isServiceLinked = ({ kind, facts }: PrincipalRecord): boolean =>
  kind === "iam_role" && facts.path.startsWith("/aws-service-role/");

/** Makes a snapshot ready. */
export function inventoryOf(snapshot: Snapshot): Inventory {
  const compile = makeCompiler();
  const principals = [...snapshot.of("iam_user"), ...snapshot.of("iam_role")];
  const policies = new Map(snapshot.of("iam_policy").map((one) => [`${one.account} ${one.arn ?? ""}`, one]));
  const attached = Map.groupBy(snapshot.of("iam_attachment"), holderOf);
  const inline = Map.groupBy(snapshot.of("iam_inline_policy"), holderOf);
  const memberships = Map.groupBy(snapshot.of("iam_membership"), ({ account, facts }) => `${account} ${facts.userId}`);
  const groupIds = new Map(snapshot.of("iam_group").map((one) => [`${one.account} ${one.name}`, one.id]));
  const byArn = new Map(principals.flatMap((one) => (one.arn === null ? [] : [[one.arn, one] as const])));
  const organization: OrganizationPolicies = organizationOf(snapshot, compile);
  const policyOf: Inventory["policyOf"] = (account, arn) => policies.get(`${account} ${arn}`);
  const groupsOf = ({ account, id }: { account: string; id: string }) => memberships.get(`${account} ${id}`) ?? [];

  /** The user or role itself and the user's groups, by the key under which policies are held, with the words for evidence. */
  function holdersOf(principal: PrincipalRecord, notConsidered: NotConsidered[]): { key: string; words: string }[] {
    const { account, id, name } = principal;
    if (principal.kind === "iam_role") return [{ key: `${account} role ${id}`, words: `role ${name}` }];
    const groups = groupsOf(principal).flatMap(({ facts: { groupId, groupName } }) => {
      const known = groupId ?? groupIds.get(`${account} ${groupName}`);
      if (known === undefined) notConsidered.push({ what: `group ${groupName} is not in the inventory`, effect: "may add or take away" });
      return known === undefined ? [] : [{ key: `${account} group ${known}`, words: `group ${groupName}` }];
    });
    return [{ key: `${account} user ${id}`, words: `user ${name}` }, ...groups];
  }

  function holding(layer: Layer, name: string, text: PolicyText, notConsidered: NotConsidered[]): Holding {
    const policy = compile(text);
    const [words, effect] = layer === "boundary" ? (["boundary ", "may take away"] as const) : (["", "may add or take away"] as const);
    if (policy.unreadable !== null) notConsidered.push({ what: `${words}${name} can't be read: ${policy.unreadable}`, effect });
    return { layer, name, policy };
  }

  function managed(account: string, arn: string, layer: "identity" | "boundary", notConsidered: NotConsidered[]): Holding[] {
    const record = policyOf(account, arn);
    if (record) return [holding(layer, arn, record.facts.document, notConsidered)];
    const effect = layer === "boundary" ? "may take away" : "may add or take away";
    notConsidered.push({ what: `${layer === "boundary" ? "boundary " : ""}${arn}: its text is not in the inventory`, effect });
    return [];
  }

  return {
    ...{ snapshot, principals, policyOf },
    byArn: (arn) => byArn.get(arn),
    groupsOf: (user) => groupsOf(user).map(({ facts }) => facts.groupName),
    trustOf: ({ facts }) => compile(facts.trustPolicy, "trust"),
    managedOf: (principal) => holdersOf(principal, []).flatMap(({ key }) => (attached.get(key) ?? []).map(({ facts }) => facts.policyArn)),
    policiesOf(principal) {
      const { account, facts, id } = principal;
      const notConsidered: NotConsidered[] = [];
      const identity = holdersOf(principal, notConsidered).flatMap(({ key, words }) => [
        ...(attached.get(key) ?? []).flatMap(({ facts: { policyArn } }) => managed(account, policyArn, "identity", notConsidered)),
        ...(inline.get(key) ?? []).map((one) => holding("identity", `inline ${one.name} of ${words}`, one.facts.document, notConsidered)),
      ]);
      const [boundary] = facts.permissionsBoundary === null ? [] : managed(account, facts.permissionsBoundary, "boundary", notConsidered);
      const { levels, id: organizationId, unknown } = organization.of(account);
      const isBound = !isServiceLinked(principal);
      if (isBound) notConsidered.push(...unknown);
      const bound = isBound ? levels : [];
      const all = [...identity, ...(boundary ? [boundary] : []), ...bound.flatMap(({ holdings }) => holdings)];
      const own = all.some(({ policy }) => policy.isPersonal) ? id : "";
      const limits = [
        boundary ? textOf(boundary) : null,
        ...bound.map(({ target, isWhole, holdings }) => [target, isWhole, ...holdings.map(textOf)]),
      ];
      return {
        ...{ principal: refOf(principal), identity, boundary, levels: bound, notConsidered },
        signature: JSON.stringify([account, isBound, principal.kind, own, identity.map(textOf), ...limits]),
        facts: requestFacts(principal, organizationId, snapshot.at),
      };
    },
  };
}

/** A policy by its text and its name: the layer that it stands in is said by its place in the signature. */
const textOf = ({ name, policy }: Holding): string => `${policy.id} ${name}`;

const holderOf = ({ account, facts }: RecordOf<"iam_attachment"> | RecordOf<"iam_inline_policy">): string =>
  `${account} ${facts.principalKind} ${facts.principalId}`;

/** The partition of an account, as its principals' ARNs say it. */
export const partitionOf = ({ arn }: PrincipalRecord): string => (arn === null ? undefined : parseArn(arn))?.partition ?? "aws";
