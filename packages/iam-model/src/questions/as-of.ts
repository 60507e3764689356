import { z } from "zod";
import type { Kind, RecordOf } from "../kinds.ts";
import { Answer, PrincipalRef } from "./answer.ts";
import { accessKinds } from "./effective-access.ts";
import { type Inventory, type PrincipalRecord, refOf } from "./inventory.ts";
import { lookedAt } from "./looked.ts";

export const asOfKinds: readonly Kind[] = [
  ...accessKinds.filter((kind) => kind.startsWith("iam_")),
  ...(["iam_access_key", "iam_login_profile", "iam_mfa_device"] as const),
];

/** A policy that a principal holds: `by` is null for its own, and the group's name for a group's. */
const Held = z.strictObject({ policy: z.string(), by: z.string().nullable() });

export const PrincipalAsOf = z.strictObject({
  principal: PrincipalRef,
  createdAt: z.string().nullable(),
  path: z.string(),
  groups: z.array(z.string()),
  managed: z.array(Held),
  inline: z.array(Held),
  boundary: z.string().nullable(),
  /** Of users; a role has neither. */
  hasPassword: z.boolean(),
  mfaDevices: z.int(),
  keys: z.array(z.strictObject({ id: z.string(), status: z.string() })),
});
export type PrincipalAsOf = z.output<typeof PrincipalAsOf>;

export const AsOf = Answer.extend({ principals: z.array(PrincipalAsOf) });
export type AsOf = z.output<typeof AsOf>;

/** Which principals to tell of; without a filter all. `principal` is a name, an id or an ARN. */
export interface AsOfFilter {
  readonly accounts?: ReadonlySet<string> | undefined;
  readonly principal?: string | undefined;
}

/**
 * The users and roles of an instant with what they hold, in the order of account and id.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function asOf(inventory: Inventory, { accounts, principal }: AsOfFilter = {}): AsOf {
  const { snapshot } = inventory;
  const keyOf = ({ account, facts }: { account: string; facts: { userId: string } }): string => `${account} ${facts.userId}`;
  const keys = Map.groupBy(snapshot.of("iam_access_key"), keyOf);
  const devices = Map.groupBy(snapshot.of("iam_mfa_device"), keyOf);
  const passwords = new Set(snapshot.of("iam_login_profile").map(keyOf));
  const attached = Map.groupBy(snapshot.of("iam_attachment"), holderOf);
  const inline = Map.groupBy(snapshot.of("iam_inline_policy"), holderOf);
  const isAsked = (one: PrincipalRecord): boolean =>
    (accounts === undefined || accounts.has(one.account)) && (principal === undefined || [one.name, one.id, one.arn].includes(principal));

  const tell = (one: PrincipalRecord): PrincipalAsOf => {
    const own = `${one.account} ${one.id}`;
    const groups = one.kind === "iam_user" ? [...inventory.groupsOf(one)].sort() : [];
    const holders = [
      { by: null, key: `${one.account} ${one.kind === "iam_user" ? "user" : "role"} ${one.id}` },
      ...groups.map((name) => ({ by: name, key: `${one.account} group ${name}` })),
    ];
    return {
      ...{ principal: refOf(one), createdAt: one.createdAt, path: one.facts.path, groups, boundary: one.facts.permissionsBoundary },
      managed: holders.flatMap(({ by, key }) => (attached.get(key) ?? []).map(({ facts }) => ({ policy: facts.policyArn, by }))),
      inline: holders.flatMap(({ by, key }) => (inline.get(key) ?? []).map(({ name }) => ({ policy: name, by }))),
      hasPassword: passwords.has(own),
      mfaDevices: devices.get(own)?.length ?? 0,
      keys: (keys.get(own) ?? []).map(({ id, facts }) => ({ id, status: facts.status })),
    };
  };
  const principals = inventory.principals.filter(isAsked).map(tell);
  return { at: snapshot.at, looked: lookedAt(snapshot, asOfKinds, accounts), principals };
}

/** Memberships tell groups by name. */
const holderOf = ({ account, facts }: RecordOf<"iam_attachment"> | RecordOf<"iam_inline_policy">): string =>
  `${account} ${facts.principalKind} ${facts.principalKind === "group" ? facts.principalName : facts.principalId}`;
