import { join } from "node:path";
import { newFolder, testIo } from "@plumbline/cli/io.fixture";
import type { IamRecord, Kind } from "@plumbline/iam-model/kinds";
import { openStore } from "@plumbline/iam-store/open-store";
import { writeListing } from "@plumbline/iam-store/write-listing";
import { runIamAuditor } from "../run-iam-auditor.ts";

export const account = "012345678901";
const common = { account, arn: null, createdAt: "2025-01-01T00:00:00.000Z", updatedAt: null };
const user = (name: string): IamRecord => ({
  ...common,
  ...{ kind: "iam_user", id: `AIDA${name}`, name, arn: `arn:aws:iam::${account}:user/${name}` },
  facts: { path: "/", permissionsBoundary: null, tags: {} },
});
const bounded = (name: string): IamRecord => {
  const one = user(name);
  return { ...one, facts: { ...one.facts, permissionsBoundary: `arn:aws:iam::${account}:policy/bounds` } } as IamRecord;
};
const role: IamRecord = {
  ...common,
  ...{ kind: "iam_role", id: "AROAdeploy", name: "deploy", arn: `arn:aws:iam::${account}:role/deploy` },
  facts: {
    ...{ path: "/", permissionsBoundary: null, instanceProfiles: [], tags: {} },
    trustPolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "999988887777" }, Action: "sts:AssumeRole" }] },
  },
};
const inline = (name: string, action: string): IamRecord => ({
  ...common,
  ...{ kind: "iam_inline_policy", id: `AIDA${name}/own`, name: "own" },
  facts: {
    ...{ principalKind: "user", principalId: `AIDA${name}`, principalName: name },
    document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] },
  },
});
/** A policy whose text no listing told of. */
const lost: IamRecord = {
  ...common,
  ...{ kind: "iam_attachment", id: "AIDAbob/lost", name: "lost" },
  facts: {
    ...{ principalKind: "user", principalId: "AIDAbob", principalName: "bob" },
    policyArn: `arn:aws:iam::${account}:policy/lost`,
  },
};
const key: IamRecord = {
  ...common,
  ...{ kind: "iam_access_key", id: "AKIAEXAMPLE", name: "AKIAEXAMPLE" },
  facts: { userId: "AIDAbob", userName: "bob", status: "Active" },
};
const never: IamRecord = {
  ...common,
  ...{ kind: "iam_activity", id: "AKIAEXAMPLE", name: "AKIAEXAMPLE" },
  facts: { of: "access-key", principalId: "AIDAbob", principalName: "bob", lastUsedAt: null },
};
const used: IamRecord = {
  ...common,
  ...{ kind: "iam_activity", id: "AROAdeploy", name: "deploy" },
  facts: { of: "role", principalId: "AROAdeploy", principalName: "deploy", lastUsedAt: "2026-02-20T00:00:00.000Z" },
};
const member: IamRecord = {
  ...{ ...common, kind: "organization_account", account: "999988887777", id: "999988887777", name: "shop" },
  facts: { organization: "o-example", email: "shop@example.com", status: "ACTIVE", path: [], policies: [], tags: {} },
};
/** Bob with a boundary whose text no listing told of, a role whose trust can't be read, and a key of whose use nothing tells. */
const unread: readonly IamRecord[] = [
  user("ann"),
  bounded("bob"),
  ...[{ ...role, facts: { ...role.facts, trustPolicy: "{" } } as IamRecord, inline("bob", "iam:*"), key, used],
];
const kinds: readonly Kind[] = [
  ...([
    "iam_user",
    "iam_role",
    "iam_group",
    "iam_membership",
    "iam_policy",
    "iam_attachment",
    "iam_inline_policy",
    "iam_access_key",
  ] as const),
  ...(["iam_login_profile", "iam_mfa_device", "iam_activity", "iam_saml_provider", "iam_oidc_provider", "ec2_instance"] as const),
  ...(["sso_user", "sso_group", "sso_assignment", "sso_permission_set", "organization_account", "organization_policy"] as const),
];
const before = [user("ann"), user("bob"), role, inline("ann", "s3:GetObject"), key, never, used];
const after = [user("ann"), user("bob"), role, inline("ann", "*"), inline("bob", "iam:CreateAccessKey"), key, never, used];

/** Two looks at an account, a month apart, the second one denied its policies, and some between them, each of a day. Answers its folder. */
export async function newInventory(): Promise<string> {
  const folder = join(newFolder(), "iam");
  const store = await openStore({ folder });
  const look = async (day: string, records: readonly IamRecord[], denied: readonly Kind[] = []) => {
    const run = { run: day, listing: `aws/${account}/global/all_of_iam`, account, at: new Date(`${day}T06:00:00Z`) };
    const writer = await writeListing(store, run);
    await writer.put(records);
    await writer.end(
      kinds.map((kind) => (denied.includes(kind) ? { kind, outcome: "denied", message: "no iam:ListPolicies" } : { kind, outcome: "ok" })),
    );
  };
  await look("2026-01-10", before);
  await look("2026-01-11", unread);
  await look("2026-01-12", [...before, lost]);
  for (const [day, members] of [
    ["2026-01-13", [member]],
    ["2026-01-14", []],
  ] as const) {
    const run = { run: day, listing: `aws/${account}/global/organization_account`, account: "", at: new Date(`${day}T06:00:00Z`) };
    const writer = await writeListing(store, run);
    await writer.put(members);
    await writer.end([{ kind: "organization_account", outcome: "ok" }]);
  }
  await look("2026-01-14", before);
  await look("2026-02-10", after);
  await look("2026-02-25", after, ["iam_policy"]);
  await store.close();
  return folder;
}

/** Runs a command on the inventory of a folder. */
export async function ask(folder: string, words: readonly string[]) {
  const { io, stdout, stderr } = testIo({ folder: newFolder(), columns: 200 });
  const code = await runIamAuditor([...words, "--folder", folder], io);
  return { code, stdout: stdout(), stderr: stderr() };
}
