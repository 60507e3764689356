/** Users and roles in one account of the emulator, made as somebody says, and read back by the collectors. */
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import type { Revocation } from "@plumbline/access-plans/revocation";
import type { Collector } from "@plumbline/audit-kit/define";
import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { createSession } from "@plumbline/aws-session/session";
import { fakeKeys } from "@plumbline/cli/io.fixture";
import { iamGroup } from "@plumbline/collectors/iam_group";
import { iamRole } from "@plumbline/collectors/iam_role";
import { iamUser } from "@plumbline/collectors/iam_user";
import { memberCredentials } from "@plumbline/testkit/account";

export interface Access {
  readonly hasLogin: boolean;
  /** One for each access key. */
  readonly keys: readonly ("Active" | "Inactive")[];
  readonly groups: readonly string[];
  readonly attached: readonly string[];
  /** Texts by name. */
  readonly inline: Readonly<Record<string, string>>;
}
export const groupNames = ["admins", "readers", "writers"];
export const policyArns = (account: string) => [
  "arn:aws:iam::aws:policy/AdministratorAccess",
  "arn:aws:iam::aws:policy/ReadOnlyAccess",
  `arn:aws:iam::${account}:policy/own`,
];

/** Texts as people write them: with white space, signs and orders that must come back. */
export const texts = [
  '{ "Version" : "2012-10-17",\n  "Statement" : [ { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" } ] }',
  '{"Statement":[{"Sid":"B","Effect":"Allow","Resource":"*","Action":["sqs:*","sns:Publish"]}],"Version":"2012-10-17"}',
  '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}}',
];

/** Takes an account of the emulator, with groups and a policy of its own. */
export async function takeAccount(url: string, account: string) {
  const client = new IAMClient({
    endpoint: url,
    region: "us-east-1",
    credentials: await memberCredentials({ url, account, partition: "aws" }),
  });
  const [allowed = ""] = texts;
  for (const GroupName of groupNames) await client.send(new CreateGroupCommand({ GroupName }));
  await client.send(new CreatePolicyCommand({ PolicyName: "own", PolicyDocument: allowed }));

  const revocationOf = (kind: Revocation["kind"], name: string, id: string, more: Partial<Revocation> = {}): Revocation => ({
    ...{ account, kind, principalId: id, principalName: name, via: null, what: "everything", reason: "left the company" },
    ...{ because: { campaign: "2026-q1", item: `item-${name}` }, ...more },
  });
  async function makeUser(UserName: string, { hasLogin, keys, groups, attached, inline }: Access): Promise<Revocation> {
    const { User } = await client.send(new CreateUserCommand({ UserName }));
    if (hasLogin) await client.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-Horse-1" }));
    for (const Status of keys) {
      const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
      await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId, Status }));
    }
    for (const GroupName of groups) await client.send(new AddUserToGroupCommand({ UserName, GroupName }));
    for (const PolicyArn of attached) await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    for (const [PolicyName, PolicyDocument] of Object.entries(inline))
      await client.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
    return revocationOf("iam_user", UserName, User?.UserId ?? "");
  }
  async function makeRole(RoleName: string, { attached, inline }: Pick<Access, "attached" | "inline">): Promise<Revocation> {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" }],
    };
    const { Role } = await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    for (const PolicyArn of attached) await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    for (const [PolicyName, PolicyDocument] of Object.entries(inline))
      await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    return revocationOf("iam_role", RoleName, Role?.RoleId ?? "");
  }

  async function makeGroup(GroupName: string, { attached, inline }: Pick<Access, "attached" | "inline">): Promise<Revocation> {
    const { Group } = await client.send(new CreateGroupCommand({ GroupName }));
    for (const PolicyArn of attached) await client.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    for (const [PolicyName, PolicyDocument] of Object.entries(inline))
      await client.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
    return revocationOf("iam_group", GroupName, Group?.GroupId ?? "");
  }

  /** All that a change may touch, read by the collectors. */
  async function factsOf({ kind, principalName: id }: Revocation): Promise<Record<string, unknown>> {
    const session = await createSession(
      { endpointUrl: url, ignoreConfiguredEndpoints: true, region: "us-east-1" },
      { environment: fakeKeys },
    );
    try {
      const aws = await session.connect({ account, region: "us-east-1" });
      const collector: Collector = kind === "iam_role" ? iamRole : kind === "iam_group" ? iamGroup : iamUser;
      const found: readonly unknown[] = await collector.find(aws, id);
      const base = collector.base.parse(found[0]);
      const facts: Record<string, unknown> = { base };
      const aspects = ["attachedPolicies", "inlinePolicies", ...(kind === "iam_user" ? ["loginProfile", "accessKeys", "groups"] : [])];
      for (const aspect of aspects) {
        const known = (await lookAtAspect(collector, aws, aspect, [base])).get(id);
        if (!known || known.failure) throw new Error(`${aspect} of ${id}: ${known?.failure.message}`);
        facts[aspect] = known.value;
      }
      return facts;
    } finally {
      session.close();
    }
  }
  return { client, makeUser, makeRole, makeGroup, factsOf };
}
