import type { IamRecord, Kind, RecordOf } from "@plumbline/iam-model/kinds";
import type { Actor } from "@plumbline/iam-store/actor";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";

export const [dev, prod] = ["111122223333", "444455556666"] as const;
/** Day `n` of June 2026. */
export const day = (n: number, hour = 0): Date => new Date(Date.UTC(2026, 5, n, hour));

export const admin = (accounts: readonly string[] | "all" = "all", subject = "boss@example.com"): Actor => ({
  role: "admin",
  accounts,
  subject,
});
export const reviewer = (subject: string, accounts: readonly string[] | "all" = "all"): Actor => ({ role: "reviewer", accounts, subject });

const common = { arn: null, createdAt: "2026-01-01T00:00:00.000Z", updatedAt: null };
const arnOf = (account: string, rest: string) => `arn:aws:iam::${account}:${rest}`;

export const readDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
export const adminDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

export const user = (name: string, account: string, tags: Record<string, string> = {}): RecordOf<"iam_user"> => ({
  ...{ ...common, kind: "iam_user", id: `AIDA${name}${account}`, account, name, arn: arnOf(account, `user/${name}`) },
  facts: { path: "/", permissionsBoundary: null, tags },
});
export const group = (name: string, account: string): RecordOf<"iam_group"> => ({
  ...{ ...common, kind: "iam_group", id: `AGPA${name}${account}`, account, name, arn: arnOf(account, `group/${name}`) },
  facts: { path: "/" },
});
export const member = (of: string, groupName: string, account: string): RecordOf<"iam_membership"> => ({
  ...{ ...common, kind: "iam_membership", id: `AIDA${of}${account}/${groupName}`, account, name: groupName },
  facts: { userId: `AIDA${of}${account}`, userName: of, groupId: `AGPA${groupName}${account}`, groupName },
});
export const policy = (name: string, account: string, document: RecordOf<"iam_policy">["facts"]["document"]): RecordOf<"iam_policy"> => ({
  ...{ ...common, kind: "iam_policy", id: `ANPA${name}${account}`, account, name, arn: arnOf(account, `policy/${name}`) },
  facts: {
    ...{ path: "/", isAwsManaged: false, isAttachable: true, attachments: 1, boundaryUses: 0, defaultVersion: "v1" },
    ...{ versions: [{ id: "v1", createdAt: null }], document },
  },
});
export const attached = (principalId: string, policyName: string, account: string): RecordOf<"iam_attachment"> => ({
  ...{ ...common, kind: "iam_attachment", account, name: policyName, id: `${principalId}/${policyName}` },
  facts: {
    principalKind: principalId.startsWith("AIDA") ? "user" : principalId.startsWith("AGPA") ? "group" : "role",
    ...{ principalId, principalName: principalId, policyArn: arnOf(account, `policy/${policyName}`) },
  },
});
export const role = (name: string, account: string, principal: Record<string, string>): RecordOf<"iam_role"> => ({
  ...{ ...common, kind: "iam_role", id: `AROA${name}${account}`, account, name, arn: arnOf(account, `role/${name}`) },
  facts: {
    ...{ path: "/", permissionsBoundary: null, instanceProfiles: [], tags: {} },
    trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }] },
  },
});
export const key = (id: string, of: string, account: string, status: "Active" | "Inactive" = "Active"): RecordOf<"iam_access_key"> => ({
  ...{ ...common, kind: "iam_access_key", id, account, name: id },
  facts: { userId: `AIDA${of}${account}`, userName: of, status },
});
export const login = (of: string, account: string): RecordOf<"iam_login_profile"> => ({
  ...{ ...common, kind: "iam_login_profile", id: `AIDA${of}${account}`, account, name: of },
  facts: { userId: `AIDA${of}${account}`, userName: of },
});
export const used = (of: string, account: string, at: string): RecordOf<"iam_activity"> => ({
  ...{ ...common, kind: "iam_activity", id: `AIDA${of}${account}`, account, name: of },
  facts: { of: "password", principalId: `AIDA${of}${account}`, principalName: of, lastUsedAt: at },
});

/**
 * In dev ann (login, key, group readers), bob (an administrator), cyd (owned by dan by a tag), role deploy that people take on and role job
 * that a service does; in prod eve.
 */
export const people: readonly IamRecord[] = [
  ...[
    user("ann", dev),
    user("bob", dev),
    user("cyd", dev, { owner: "dan@example.com" }),
    group("readers", dev),
    member("ann", "readers", dev),
  ],
  ...[policy("read", dev, readDocument), policy("rule", dev, adminDocument)],
  ...[attached(`AGPAreaders${dev}`, "read", dev), attached(`AIDAbob${dev}`, "rule", dev), attached(`AROAdeploy${dev}`, "read", dev)],
  ...[key("AKIAANN", "ann", dev), login("ann", dev), used("ann", dev, "2026-05-01T00:00:00.000Z")],
  ...[role("deploy", dev, { AWS: `arn:aws:iam::${dev}:root` }), role("job", dev, { Service: "lambda.amazonaws.com" })],
  ...[user("eve", prod), policy("read", prod, readDocument), attached(`AIDAeve${prod}`, "read", prod)],
];

const kinds: readonly Kind[] = [
  ...(["iam_user", "iam_group", "iam_membership", "iam_attachment", "iam_inline_policy", "iam_policy", "iam_access_key"] as const),
  ...(["iam_login_profile", "iam_role", "iam_activity"] as const),
];

/** Writes what accounts hold, as one complete look; `incomplete` names kinds that could not be looked at, and why. */
export async function look(store: IamStore, at: Date, records: readonly IamRecord[], incomplete: Partial<Record<Kind, string>> = {}) {
  for (const account of [dev, prod]) {
    const writer = await writeListing(store, { run: `run-${at.getTime()}`, listing: `aws/${account}/global/iam`, account, at });
    await writer.put(records.filter((record) => record.account === account));
    await writer.end(kinds.map((kind) => ({ kind, outcome: incomplete[kind] ?? "ok", message: incomplete[kind] && "AccessDenied" })));
  }
}
/** Tells of accounts what people know of them. */
export const describeAccounts = (store: IamStore) =>
  store.as({ role: "collector", accounts: "all", subject: "test" }, (transaction) =>
    transaction
      .insertInto("accounts")
      .values([
        { account_id: dev, name: "dev", business_unit: "web", owner: "dora@example.com", updated_at: day(1) },
        { account_id: prod, name: "prod", business_unit: "shop", owner: null, updated_at: day(1) },
      ])
      .execute(),
  );
