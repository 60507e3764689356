import { accountRoot } from "@plumbline/finding-model/arn";
import { type Kitchen, type Made, nameTag, type Recipe, underscored } from "../recipe.ts";
import { unless } from "../unless.ts";

const sdk = () => import("@aws-sdk/client-iam");
const names = { bad: underscored, beside: `${underscored}-beside` } as const;
const denyAll = { Version: "2012-10-17", Statement: [{ Sid: "DenyAll", Effect: "Deny", Action: "*", Resource: "*" }] };
const open = { Sid: "Open", Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };

/** Two roles: one that anyone may assume, and one with such a statement beside a good one that must stay. */
export const iamRole: Recipe = {
  name: "iam-role",
  scope: "global",
  dollarsPerMonth: 0,
  danger: "anyone may assume two roles, whose own policy denies them everything",
  async make({ aws }): Promise<readonly Made[]> {
    const { IAMClient, CreateRoleCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } = await sdk();
    const client = aws.client(IAMClient);
    const own = { ...open, Sid: "Own", Principal: { AWS: accountRoot(aws) } };
    const trust = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
    const made: Made[] = [];
    for (const [key, RoleName] of Object.entries(names)) {
      await unless(
        /^EntityAlreadyExists/,
        client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(own), Tags: [nameTag] })),
      );
      // Denied everything before the first stranger can come in.
      await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: underscored, PolicyDocument: JSON.stringify(denyAll) }));
      const PolicyDocument = key === "bad" ? trust(open) : trust(own, { ...open, Condition: { Bool: { "aws:SecureTransport": "true" } } });
      await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
      made.push({ type: "iam_role", id: RoleName, fails: [{ check: "iam_role/not-public", fromDays: 0 }] });
    }
    return made;
  },
  async destroy({ aws }: Kitchen): Promise<readonly string[]> {
    const { IAMClient, DeleteRoleCommand, DeleteRolePolicyCommand } = await sdk();
    const client = aws.client(IAMClient);
    const gone: string[] = [];
    for (const RoleName of Object.values(names)) {
      await unless(/^NoSuchEntity/, client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: underscored })));
      if (await unless(/^NoSuchEntity/, client.send(new DeleteRoleCommand({ RoleName })))) gone.push(RoleName);
    }
    return gone;
  },
};
