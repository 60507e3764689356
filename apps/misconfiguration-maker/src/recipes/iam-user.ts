import type { Aws } from "@plumbline/audit-kit/define";
import { type Kitchen, type Made, nameTag, type Recipe, underscored } from "../recipe.ts";
import { unless } from "../unless.ts";

const sdk = () => import("@aws-sdk/client-iam");
const names = { console: underscored, keys: `${underscored}-keys` } as const;
const keysPerUser = 2;

/** A user with a console password and no MFA, and one with two access keys. Ages come with time, as for every user. */
export const iamUser: Recipe = {
  name: "iam-user",
  scope: "global",
  dollarsPerMonth: 0,
  danger: "two users without any permission; the password and the secrets of the keys are told to nobody",
  async make({ aws }): Promise<readonly Made[]> {
    const { IAMClient, CreateUserCommand, CreateLoginProfileCommand } = await sdk();
    const client = aws.client(IAMClient);
    for (const UserName of Object.values(names)) await unlessThere(client.send(new CreateUserCommand({ UserName, Tags: [nameTag] })));
    // Nobody is to know it, so it is made here and forgotten.
    const Password = `${crypto.randomUUID()}-Aa1!`;
    await unlessThere(client.send(new CreateLoginProfileCommand({ UserName: names.console, Password, PasswordResetRequired: false })));
    const keys = await accessKeysOf(aws, names.keys);
    return [
      {
        type: "iam_user",
        id: names.console,
        fails: [
          { check: "iam_user/console-mfa", fromDays: 1 },
          { check: "iam_user/console-unused", fromDays: 90 },
        ],
      },
      { type: "iam_user", id: names.keys, fails: keys.map((subKey) => ({ check: "iam_user/access-key-unused", fromDays: 100, subKey })) },
    ];
  },
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const gone: string[] = [];
    for (const userName of Object.values(names)) if (await destroyUser(aws, userName)) gone.push(userName);
    return gone;
  },
};

/** The access keys of a user: active, and as many as it shall have. */
async function accessKeysOf(aws: Aws, UserName: string): Promise<string[]> {
  const { IAMClient, ListAccessKeysCommand, CreateAccessKeyCommand, UpdateAccessKeyCommand } = await sdk();
  const client = aws.client(IAMClient);
  const { AccessKeyMetadata: keys = [] } = await client.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId, Status } of keys)
    if (Status === "Inactive") await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
  const ids = keys.flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
  for (let n = ids.length; n < keysPerUser; n++) {
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
    if (AccessKey?.AccessKeyId) ids.push(AccessKey.AccessKeyId);
  }
  return ids;
}

/** Removes a user with all that it, or a remedy, gave it; false when there is none. */
async function destroyUser(aws: Aws, UserName: string): Promise<boolean> {
  const iam = await sdk();
  const client = aws.client(iam.IAMClient);
  const named = { UserName };
  await unlessGone(client.send(new iam.DeleteLoginProfileCommand(named)));
  const keys = await unlessGone(client.send(new iam.ListAccessKeysCommand(named)));
  for (const { AccessKeyId } of keys?.AccessKeyMetadata ?? []) await client.send(new iam.DeleteAccessKeyCommand({ ...named, AccessKeyId }));
  const policies = await unlessGone(client.send(new iam.ListUserPoliciesCommand(named)));
  for (const PolicyName of policies?.PolicyNames ?? []) await client.send(new iam.DeleteUserPolicyCommand({ ...named, PolicyName }));
  return (await unlessGone(client.send(new iam.DeleteUserCommand(named)))) !== undefined;
}

const unlessThere = <T>(call: Promise<T>) => unless(/^EntityAlreadyExists/, call);
const unlessGone = <T>(call: Promise<T>) => unless(/^NoSuchEntity/, call);
