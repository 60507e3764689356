import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { managed } from "./documents.ts";
import { type DemoRole, type DemoUser, type DemoWorld, partition } from "./world.ts";

const iso = (at: number): string => new Date(at - (at % 1000)).toISOString();
const maybe = (at: number | null): string | null => (at === null ? null : iso(at));

/** What each listing of an account tells. */
export function toRecords(world: DemoWorld): Readonly<Record<string, { kinds: readonly Kind[]; records: readonly IamRecord[] }>> {
  return {
    iam_user: {
      kinds: ["iam_user", "iam_attachment", "iam_inline_policy", "iam_membership", "iam_activity"],
      records: world.users.flatMap((user) => userRecords(world, user)),
    },
    iam_credential: {
      kinds: ["iam_access_key", "iam_activity", "iam_mfa_device", "iam_login_profile"],
      records: world.users.flatMap((user) => credentialRecords(world, user)),
    },
    iam_group: { kinds: ["iam_group", "iam_attachment", "iam_inline_policy"], records: groupRecords(world) },
    iam_role: {
      kinds: ["iam_role", "iam_attachment", "iam_inline_policy", "iam_activity"],
      records: world.roles.flatMap((role) => roleRecords(world, role)),
    },
    iam_policy: { kinds: ["iam_policy"], records: policyRecords(world) },
  };
}

const arnOf = ({ account }: DemoWorld, resource: string): string => `arn:${partition}:iam::${account.id}:${resource}`;
const policyArn = (world: DemoWorld, name: string): string =>
  managed[name]?.isAws ? `arn:${partition}:iam::aws:policy/${name}` : arnOf(world, `policy/${name}`);
const plain = { arn: null, createdAt: null, updatedAt: null };

type Holder = { readonly kind: "user" | "group" | "role"; readonly id: string; readonly name: string };
const attachments = (world: DemoWorld, { kind, id, name }: Holder, attached: Iterable<string>): IamRecord[] =>
  [...attached].map((policy) => ({
    ...{ kind: "iam_attachment", id: `${id}/${policyArn(world, policy)}`, account: world.account.id, name: policy, ...plain },
    facts: { principalKind: kind, principalId: id, principalName: name, policyArn: policyArn(world, policy) },
  }));

function userRecords(world: DemoWorld, user: DemoUser): IamRecord[] {
  const { id, name, tags } = user;
  const account = world.account.id;
  const [userId, userName] = [id, name];
  return [
    {
      ...{ kind: "iam_user", id, account, name, arn: arnOf(world, `user/${name}`), createdAt: iso(user.createdAt), updatedAt: null },
      facts: { path: "/", permissionsBoundary: null, tags },
    },
    ...attachments(world, { kind: "user", id, name }, user.attached),
    ...[...user.groups].map(
      (group): IamRecord => ({
        ...{ kind: "iam_membership", id: `${id}/${group}`, account, name: group, ...plain },
        facts: { userId, userName, groupName: group, groupId: world.groups.get(group)?.id ?? null },
      }),
    ),
    {
      ...{ kind: "iam_activity", id, account, name, ...plain },
      facts: { of: "password", principalId: id, principalName: name, lastUsedAt: maybe(user.lastUsedAt) },
    },
  ];
}

function credentialRecords({ account: { id: account } }: DemoWorld, user: DemoUser): IamRecord[] {
  const [userId, userName] = [user.id, user.name];
  const mfa = `arn:${partition}:iam::${account}:mfa/${user.name}`;
  return [
    ...user.keys.flatMap(({ id, createdAt, status, lastUsedAt }): IamRecord[] => [
      { kind: "iam_access_key", id, account, name: id, ...plain, createdAt: iso(createdAt), facts: { userId, userName, status } },
      {
        ...{ kind: "iam_activity", id, account, name: userName, ...plain },
        facts: { of: "access-key", principalId: userId, principalName: userName, lastUsedAt: maybe(lastUsedAt) },
      },
    ]),
    ...(user.mfaSince === null
      ? []
      : [
          {
            kind: "iam_mfa_device",
            id: mfa,
            account,
            name: mfa,
            ...plain,
            facts: { userId, userName, enabledAt: iso(user.mfaSince) },
          } as const,
        ]),
    ...(user.hasPassword
      ? [
          {
            kind: "iam_login_profile",
            id: userId,
            account,
            name: userName,
            ...plain,
            createdAt: iso(user.createdAt),
            facts: { userId, userName },
          } as const,
        ]
      : []),
  ];
}

const groupRecords = (world: DemoWorld): IamRecord[] =>
  [...world.groups].flatMap(([name, { id, attached }]): IamRecord[] => [
    {
      ...{ kind: "iam_group", id, account: world.account.id, name, arn: arnOf(world, `group/${name}`) },
      ...{ createdAt: "2023-02-01T09:00:00.000Z", updatedAt: null, facts: { path: "/" } },
    },
    ...attachments(world, { kind: "group", id, name }, attached),
  ]);

function roleRecords(world: DemoWorld, role: DemoRole): IamRecord[] {
  const { id, name, path, trust, boundary } = role;
  const account = world.account.id;
  const holder = { kind: "role", id, name } as const;
  return [
    {
      ...{ kind: "iam_role", id, account, name, arn: arnOf(world, `role${path}${name}`), createdAt: iso(role.createdAt), updatedAt: null },
      facts: {
        ...{ path, trustPolicy: trust, instanceProfiles: [], tags: {} },
        permissionsBoundary: boundary === null ? null : policyArn(world, boundary),
      },
    },
    ...attachments(world, holder, role.attached),
    ...[...role.inline].map(
      ([policy, document]): IamRecord => ({
        ...{ kind: "iam_inline_policy", id: `${id}/${policy}`, account, name: policy, ...plain },
        facts: { principalKind: "role", principalId: id, principalName: name, document },
      }),
    ),
    {
      ...{ kind: "iam_activity", id, account, name, ...plain },
      facts: { of: "role", principalId: id, principalName: name, lastUsedAt: maybe(role.lastUsedAt) },
    },
  ];
}

const policyRecords = (world: DemoWorld): IamRecord[] =>
  Object.entries(managed).map(([name, { isAws, document }]): IamRecord => {
    const holders = [...world.users, ...world.roles, ...world.groups.values()].filter(({ attached }) => attached.has(name)).length;
    const made = "2023-02-01T09:00:00.000Z";
    return {
      ...{ kind: "iam_policy", id: world.policyIds.get(name) ?? name, account: world.account.id, name, arn: policyArn(world, name) },
      ...{ createdAt: made, updatedAt: made },
      facts: {
        ...{ path: "/", isAwsManaged: isAws, isAttachable: true, attachments: holders },
        boundaryUses: world.roles.filter(({ boundary }) => boundary === name).length,
        ...{ defaultVersion: "v1", versions: [{ id: "v1", createdAt: made }], document },
      },
    };
  });
