import type { IamRecord } from "@plumbline/iam-model/kinds";

export const principals = 50_000;
const accounts = 50;
const each = { users: 700, groups: 20, roles: 280, policies: 60 };

/** One account of many with a thousand principals and what such accounts hold of memberships, attachments, keys, last uses and policies. */
export interface AccountWorld {
  readonly account: string;
  readonly records: readonly IamRecord[];
}

export function* iamWorld(): Generator<AccountWorld> {
  for (let n = 0; n < accounts; n++) {
    const account = String(100_000_000_000 + n);
    yield { account, records: recordsOf(account) };
  }
}

const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + (n % 700))).toISOString();
const document = (n: number) => ({
  Version: "2012-10-17",
  Statement: Array.from({ length: 3 }, (_, s) => ({
    ...{ Sid: `Statement${s}`, Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject", `dynamodb:Action${(n + s) % 40}`] },
    ...{ Resource: [`arn:${"aws"}:s3:::bucket-${n}-${s}/*`], Condition: { StringEquals: { "aws:PrincipalTag/team": `team-${n % 30}` } } },
  })),
});

function recordsOf(account: string): IamRecord[] {
  const base = (id: string, name: string, n: number) => ({
    ...{ id, account, name, arn: `arn:${"aws"}:iam::${account}:${name}`, createdAt: day(n), updatedAt: null },
  });
  const records: IamRecord[] = [];
  const attach = (principalKind: "user" | "role", principalId: string, principalName: string, n: number) => {
    const policyArn = `arn:${"aws"}:iam::${account}:policy/policy-${n % each.policies}`;
    records.push({
      ...{ kind: "iam_attachment", ...base(`${principalId}/${policyArn}`, `policy-${n}`, n) },
      facts: { principalKind, principalId, principalName, policyArn },
    });
  };
  const used = (id: string, of: "password" | "role" | "access-key", principalId: string, principalName: string, n: number) =>
    records.push({
      ...{ kind: "iam_activity", ...base(id, principalName, n) },
      facts: { of, principalId, principalName, lastUsedAt: n % 4 === 0 ? null : day(n) },
    });
  for (let n = 0; n < each.policies; n++)
    records.push({
      ...{ kind: "iam_policy", ...base(`ANPA${account}${n}`, `policy-${n}`, n), updatedAt: day(n + 9) },
      facts: {
        ...{ path: "/", isAwsManaged: n % 3 === 0, isAttachable: true, attachments: n, boundaryUses: 0, defaultVersion: "v3" },
        ...{ versions: ["v3", "v2", "v1"].map((id, v) => ({ id, createdAt: day(n - v + 9) })), document: document(n) },
      },
    });
  for (let n = 0; n < each.groups; n++)
    records.push({ kind: "iam_group", ...base(`AGPA${account}${n}`, `group-${n}`, n), facts: { path: "/" } });
  for (let n = 0; n < each.users; n++) {
    const [userId, userName] = [`AIDA${account}${n}`, `user-${n}`];
    const own = { userId, userName };
    const keyId = `AKIA${account}${n}`;
    const tags = { owner: `person-${n % 90}@example.com`, team: `team-${n % 30}` };
    records.push({ kind: "iam_user", ...base(userId, userName, n), facts: { path: "/", permissionsBoundary: null, tags } });
    for (let g = 0; g < 1 + (n % 5 < 2 ? 1 : 0); g++) {
      const groupName = `group-${(n + g) % each.groups}`;
      records.push({
        ...{ kind: "iam_membership", ...base(`${userId}/${groupName}`, groupName, n) },
        facts: { ...own, groupId: `AGPA${account}${(n + g) % each.groups}`, groupName },
      });
    }
    if (n % 3 === 0) attach("user", userId, userName, n);
    records.push({ kind: "iam_access_key", ...base(keyId, keyId, n), facts: { ...own, status: n % 7 === 0 ? "Inactive" : "Active" } });
    used(keyId, "access-key", userId, userName, n);
    used(userId, "password", userId, userName, n);
    if (n % 5 < 3) records.push({ kind: "iam_login_profile", ...base(userId, userName, n), facts: own });
    if (n % 2 === 0) records.push({ kind: "iam_mfa_device", ...base(`${userId}-mfa`, userName, n), facts: { ...own, enabledAt: day(n) } });
  }
  for (let n = 0; n < each.roles; n++) {
    const [roleId, roleName] = [`AROA${account}${n}`, `role-${n}`];
    const trustPolicy = { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }] };
    records.push({
      ...{ kind: "iam_role", ...base(roleId, roleName, n) },
      facts: { path: "/", trustPolicy, permissionsBoundary: null, instanceProfiles: [], tags: { team: `team-${n % 30}` } },
    });
    attach("role", roleId, roleName, n);
    if (n % 5 < 4) attach("role", roleId, roleName, n + 1);
    used(roleId, "role", roleId, roleName, n);
    if (n % 5 < 2)
      records.push({
        ...{ kind: "iam_inline_policy", ...base(`${roleId}/own`, "own", n) },
        facts: { principalKind: "role", principalId: roleId, principalName: roleName, document: document(n) },
      });
  }
  return records;
}
