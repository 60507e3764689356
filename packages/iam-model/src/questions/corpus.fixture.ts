import { readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus } from "@plumbline/testkit/corpus";
import { z } from "zod";
import type { IamRecord } from "../kinds.ts";
import { at, account as fallback } from "./world.fixture.ts";

const Attached = z.array(z.object({ PolicyArn: z.string() })).default([]);
const Inline = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.json() })).default([]);
const Boundary = z.object({ PermissionsBoundaryArn: z.string() }).optional();
const common = { Arn: z.string(), Path: z.string(), AttachedManagedPolicies: Attached, PermissionsBoundary: Boundary };
/** What GetAccountAuthorizationDetails answers, as far as access follows from it. */
const Details = z.object({
  UserDetailList: z.array(
    z.object({ ...common, UserId: z.string(), UserName: z.string(), GroupList: z.array(z.string()).default([]), UserPolicyList: Inline }),
  ),
  GroupDetailList: z.array(z.object({ ...common, GroupId: z.string(), GroupName: z.string(), GroupPolicyList: Inline })),
  RoleDetailList: z.array(
    z.object({
      ...{ ...common, RoleId: z.string(), RoleName: z.string(), RolePolicyList: Inline, AssumeRolePolicyDocument: z.json() },
      InstanceProfileList: z.array(z.object({ Arn: z.string() })).default([]),
    }),
  ),
  Policies: z.array(
    z.object({
      ...{
        PolicyName: z.string(),
        PolicyId: z.string(),
        Arn: z.string(),
        DefaultVersionId: z.string(),
        AttachmentCount: z.int().default(0),
      },
      PolicyVersionList: z.array(z.object({ VersionId: z.string(), Document: z.json(), IsDefaultVersion: z.boolean().optional() })),
    }),
  ),
});

const accountOf = (arn: string): string => /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1] ?? fallback;
type Holder = { kind: "user" | "group" | "role"; id: string; name: string; account: string };

/** The records of a saved answer. An account's principals come by their ARNs; policies of AWS count for each account of the file. */
export function recordsOf(path: string): IamRecord[] {
  const details = Details.parse(JSON.parse(readFileSync(join(corpus, "iam", path), "utf8")));
  const base = { createdAt: null, updatedAt: null };
  const accounts = [...new Set([...details.UserDetailList, ...details.RoleDetailList].map(({ Arn }) => accountOf(Arn)))];
  const held = ({ kind, id, name, account }: Holder, attached: z.output<typeof Attached>, inline: z.output<typeof Inline>): IamRecord[] => {
    const holder = { principalKind: kind, principalId: id, principalName: name };
    return [
      ...attached.map(
        ({ PolicyArn }): IamRecord => ({
          ...{ ...base, kind: "iam_attachment", id: `${id}/${PolicyArn}`, account, name: PolicyArn, arn: null },
          facts: { ...holder, policyArn: PolicyArn },
        }),
      ),
      ...inline.map(
        ({ PolicyName, PolicyDocument }): IamRecord => ({
          ...{ ...base, kind: "iam_inline_policy", id: `${id}/${PolicyName}`, account, name: PolicyName, arn: null },
          facts: { ...holder, document: PolicyDocument as never },
        }),
      ),
    ];
  };
  const users = details.UserDetailList.flatMap((one): IamRecord[] => {
    const [account, facts] = [
      accountOf(one.Arn),
      { path: one.Path, permissionsBoundary: one.PermissionsBoundary?.PermissionsBoundaryArn ?? null, tags: {} },
    ];
    const groups = one.GroupList.map(
      (groupName): IamRecord => ({
        ...{ ...base, kind: "iam_membership", id: `${one.UserId}/${groupName}`, account, name: groupName, arn: null },
        facts: { userId: one.UserId, userName: one.UserName, groupId: null, groupName },
      }),
    );
    const user = { ...base, kind: "iam_user" as const, id: one.UserId, account, name: one.UserName, arn: one.Arn, facts };
    return [
      user,
      ...groups,
      ...held({ kind: "user", id: one.UserId, name: one.UserName, account }, one.AttachedManagedPolicies, one.UserPolicyList),
    ];
  });
  const groups = details.GroupDetailList.flatMap((one): IamRecord[] => {
    const account = accountOf(one.Arn);
    const group = {
      ...base,
      kind: "iam_group" as const,
      id: one.GroupId,
      account,
      name: one.GroupName,
      arn: one.Arn,
      facts: { path: one.Path },
    };
    return [
      group,
      ...held({ kind: "group", id: one.GroupId, name: one.GroupName, account }, one.AttachedManagedPolicies, one.GroupPolicyList),
    ];
  });
  const roles = details.RoleDetailList.flatMap((one): IamRecord[] => {
    const account = accountOf(one.Arn);
    const facts = {
      ...{ path: one.Path, trustPolicy: one.AssumeRolePolicyDocument as never, tags: {} },
      permissionsBoundary: one.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
      instanceProfiles: one.InstanceProfileList.map(({ Arn }) => Arn),
    };
    const role = {
      ...base,
      kind: "iam_role" as const,
      id: `${one.RoleId}-${one.RoleName}`,
      account,
      name: one.RoleName,
      arn: one.Arn,
      facts,
    };
    return [role, ...held({ kind: "role", id: role.id, name: one.RoleName, account }, one.AttachedManagedPolicies, one.RolePolicyList)];
  });
  const policies = details.Policies.flatMap((one) => {
    const of = one.Arn.includes("::aws:") ? accounts : [accountOf(one.Arn)];
    const [current] = one.PolicyVersionList.filter(({ VersionId }) => VersionId === one.DefaultVersionId);
    return of.map(
      (account): IamRecord => ({
        ...{ ...base, kind: "iam_policy", id: one.PolicyId, account, name: one.PolicyName, arn: one.Arn },
        facts: {
          ...{
            path: "/",
            isAwsManaged: one.Arn.includes("::aws:"),
            isAttachable: true,
            attachments: one.AttachmentCount,
            boundaryUses: null,
          },
          ...{
            defaultVersion: one.DefaultVersionId,
            versions: one.PolicyVersionList.map(({ VersionId }) => ({ id: VersionId, createdAt: null })),
          },
          document: current?.Document as never,
        },
      }),
    );
  });
  return [...users, ...groups, ...roles, ...policies];
}

/** The real accounts that are asked, by where they lie in the corpus. */
export const accounts = [
  "cloudmapper-demo/us-east-1_iam-get-account-authorization-details.json",
  "cloudsplaining/example.json",
  "cloudsplaining/example-authz-details.json",
  "cloudsplaining/example_authz_details_for_overrides_complete.json",
  "fixinventory/get-account-authorization-details.json",
] as const;
export const instant = at;
