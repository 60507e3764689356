import { describe, expect, test } from "vitest";
import type { IamRecord, Kind } from "../kinds.ts";
import { diff, diffKinds } from "./diff.ts";
import * as w from "./world.fixture.ts";

const { account, allow, document } = w;
const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
const [early, late] = ["2026-02-01T00:00:00.000Z", "2026-05-10T00:00:00.000Z"];
const [edge, reads, web] = [w.policyArn("edge"), document(allow("s3:Get*")), `arn:aws:iam::${account}:instance-profile/web`];
const ann = w.user("ann");
const foreign = w.trusts({ AWS: "999999999999" });
const ops = w.permissionSet("ops", { managedPolicies: ["arn:aws:iam::aws:policy/A"], inlinePolicy: reads, boundary: "/edge" });
const common = { account, arn: null, createdAt: early, updatedAt: null };
const credential = { userId: ann.id, userName: "ann" };
const rootSlot = (updatedAt: string | null, status: "Active" | "Inactive" = "Active", userId = account): IamRecord => ({
  ...{ ...common, kind: "iam_access_key", id: `${account}/1`, name: `${account}/1`, createdAt: null, updatedAt },
  facts: { userId, userName: "<root_account>", status },
});

interface Row {
  readonly record: IamRecord;
  /** What is told of it when it comes, and when it goes. */
  readonly comes: readonly string[];
  readonly goes: readonly string[];
  readonly around?: readonly IamRecord[];
}
const table: Partial<Record<Kind, Row>> = {
  iam_user: {
    record: w.user("ann", { boundary: edge }),
    comes: ["user ann gained the user itself", `user ann lost the boundary ${edge}`],
    goes: [`user ann lost the user itself: - the boundary ${edge}`],
  },
  iam_role: {
    record: w.role("backdoor", { trust: foreign, boundary: edge, profiles: [web] }),
    comes: [
      "role backdoor gained the role itself",
      `role backdoor lost the boundary ${edge}`,
      "role backdoor gained who may assume it: + Allow sts:AssumeRole for 999999999999",
      `role backdoor gained its place in ${web}`,
    ],
    goes: [`role backdoor lost the role itself: - Allow sts:AssumeRole for 999999999999; - the boundary ${edge}; - its place in ${web}`],
  },
  iam_group: { record: w.group("team"), comes: ["group team gained the group itself"], goes: ["group team lost the group itself"] },
  iam_membership: {
    record: w.member(ann, "team"),
    ...{ comes: ["user ann gained membership in group team"], goes: ["user ann lost membership in group team"] },
  },
  iam_attachment: {
    record: w.attached(ann, edge),
    ...{ comes: [`user ann gained policy ${edge}`], goes: [`user ann lost policy ${edge}`] },
  },
  iam_inline_policy: {
    record: w.inline(ann, reads),
    comes: ["user ann gained inline policy inline: + Allow s3:Get* on *"],
    goes: ["user ann lost inline policy inline: - Allow s3:Get* on *"],
  },
  // Who holds it is told by attachments.
  iam_policy: { record: w.policy("p", reads), comes: [], goes: [] },
  iam_access_key: {
    record: { ...common, kind: "iam_access_key", id: "AKIA1", name: "AKIA1", facts: { ...credential, status: "Active" } },
    ...{ comes: ["user ann gained access key AKIA1 (Active)"], goes: ["user ann lost access key AKIA1"] },
  },
  iam_login_profile: {
    record: { ...common, kind: "iam_login_profile", id: ann.id, name: "ann", facts: credential },
    ...{ comes: ["user ann gained a password"], goes: ["user ann lost a password"] },
  },
  iam_mfa_device: {
    record: { ...common, kind: "iam_mfa_device", id: "mfa-1", name: "mfa-1", facts: { ...credential, enabledAt: early } },
    ...{ comes: ["user ann gained MFA device mfa-1"], goes: ["user ann lost MFA device mfa-1"] },
  },
  iam_saml_provider: {
    record: { ...common, kind: "iam_saml_provider", id: "saml", name: "idp", facts: { validUntil: late } },
    comes: [`account ${account} gained SAML provider idp: + valid until ${late}`],
    goes: [`account ${account} lost SAML provider idp: - valid until ${late}`],
  },
  iam_oidc_provider: {
    record: {
      ...{ ...common, kind: "iam_oidc_provider", id: "oidc", name: "ci.example.com" },
      facts: { url: "ci.example.com", clientIds: ["a"], thumbprints: ["11"] },
    },
    comes: [
      `account ${account} gained OIDC provider ci.example.com`,
      `account ${account} gained client a of OIDC provider ci.example.com`,
      `account ${account} gained thumbprints of OIDC provider ci.example.com: + 11`,
    ],
    goes: [`account ${account} lost OIDC provider ci.example.com: - client a; - thumbprint 11`],
  },
  sso_user: {
    record: w.ssoUser("dan", ["g-ops"]),
    around: [w.ssoGroup("ops"), w.assigned("g-ops", ops.id), ops],
    comes: [`Identity Center user dan gained membership in group ops: + ops in account ${account}`],
    goes: [`Identity Center user dan lost membership in group ops: - ops in account ${account}`],
  },
  // A name for its members and assignments.
  sso_group: { record: w.ssoGroup("ops"), comes: [], goes: [] },
  sso_assignment: {
    record: w.assigned("g-ops", ops.id),
    around: [w.ssoGroup("ops"), ops],
    comes: [`Identity Center group ops gained ops in account ${account}`],
    goes: [`Identity Center group ops lost ops in account ${account}`],
  },
  sso_permission_set: {
    record: ops,
    comes: [
      ...["permission set ops gained the permission set itself", "permission set ops gained policy arn:aws:iam::aws:policy/A"],
      ...["permission set ops gained its inline policy: + Allow s3:Get* on *", "permission set ops lost the boundary /edge"],
    ],
    goes: [
      "permission set ops lost the permission set itself: - policy arn:aws:iam::aws:policy/A; - Allow s3:Get* on *; - the boundary /edge",
    ],
  },
  organization_account: {
    record: w.memberAccount([["p-1"]]),
    comes: [`account ${account} gained membership in the organization: + p-1 at r-1`],
    goes: [`account ${account} lost membership in the organization: - p-1 at r-1`],
  },
  // At which levels it stands is told of the accounts below.
  organization_policy: { record: w.scp("p-1", reads), comes: [], goes: [] },
};

const toldOf = (before: readonly IamRecord[], after: readonly IamRecord[], records?: readonly unknown[]) =>
  diff(w.world(before, {}, from), w.world(after, {}, to), { records }).changes;
const textsOf = (changes: ReturnType<typeof toldOf>) =>
  changes.map(({ who, verb, what, details }) => `${who} ${verb} ${what}${details.length > 0 ? `: ${details.join("; ")}` : ""}`);

describe("what a diff tells of what comes or goes", () => {
  test.each(Object.entries(table))("%s", (_, { record, comes, goes, around = [] }) => {
    expect(textsOf(toldOf(around, [...around, record]))).toEqual(comes);
    expect(textsOf(toldOf([...around, record], around))).toEqual(goes);
  });
  test("every kind has a row", () => expect(Object.keys(table).sort()).toEqual([...diffKinds].sort()));

  const call = (eventName: string, name: string, minute: number, more = {}) => ({
    ...{ eventName, eventSource: "iam.amazonaws.com", eventTime: `2026-05-10T10:0${minute}:00Z`, recipientAccountId: account },
    ...{ userIdentity: { arn: name }, requestParameters: { roleName: "backdoor", ...more } },
  });
  test("a new role's trust is by whom wrote it last, the role by whom made it", () => {
    const records = [call("CreateRole", "eve", 1), call("UpdateAssumeRolePolicy", "mallory", 2)];
    const changes = toldOf([], [w.role("backdoor", { trust: foreign })], records);
    expect(changes.map(({ by }) => by.known && by.who)).toEqual(["eve", "mallory"]);
    expect(toldOf([], [w.role("backdoor")], [records[0]]).map(({ by }) => by.known && by.who)).toEqual(["eve", "eve"]);
  });
  test("a new role's boundary is by whom made it with it", () => {
    const records = [call("CreateRole", "eve", 1, { permissionsBoundary: edge })];
    expect(toldOf([], [w.role("backdoor", { boundary: edge })], records).map(({ by }) => by.known && by.who)).toEqual([
      "eve",
      "eve",
      "eve",
    ]);
  });
});

const slots: Record<string, { readonly before: IamRecord; readonly after: IamRecord; readonly is: readonly string[] }> = {
  "made anew in its slot": {
    ...{ before: rootSlot(early), after: rootSlot(late) },
    is: [`user <root_account> changed access key ${account}/1, which was made anew or changed at ${late}`],
  },
  "as it was": { before: rootSlot(early), after: rootSlot(early), is: [] },
  "switched off": {
    ...{ before: rootSlot(early), after: rootSlot(late, "Inactive") },
    is: [`user <root_account> lost access key ${account}/1, which is Inactive now`],
  },
  "of another user, whose id AWS gives to no other key": {
    ...{ before: rootSlot(early, "Active", ann.id), after: rootSlot(late, "Active", ann.id), is: [] },
  },
};
describe("a key in a slot of the root user", () => {
  test.each(Object.entries(slots))("%s", (_, { before, after, is }) => expect(textsOf(toldOf([before], [after]))).toEqual(is));
});
