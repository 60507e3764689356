import { describe, expect, test } from "vitest";
import type { IamRecord, RecordOf } from "../kinds.ts";
import { diff } from "./diff.ts";
import { AccessDiff } from "./diff-answer.ts";
import * as w from "./world.fixture.ts";

const { account, allow, document } = w;
const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
const other = "444455556666";
type Facts = Partial<RecordOf<"sso_permission_set">["facts"]>;
const set = (facts: Facts) => w.permissionSet("ops", facts);
const { id: permissionSetArn } = set({});
const managed = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const own = (name: string, path = "/") => ({ name, path });
/** A group of two, a user who is assigned in two accounts, and one whom nothing reaches. */
const around: readonly IamRecord[] = [
  ...[w.ssoGroup("ops"), w.ssoUser("dan", ["g-ops"]), w.ssoUser("eve", ["g-ops"]), w.ssoUser("kim"), w.ssoUser("lee")],
  ...[w.assigned("g-ops", permissionSetArn), w.assigned("u-kim", permissionSetArn), w.assigned("u-kim", permissionSetArn, other)],
];
const reached = ["group ops", "user dan", "user eve", "user kim"].map((one) => `Identity Center ${one}`);
const record = (eventName: string, requestParameters: object) => ({
  ...{ eventSource: "sso.amazonaws.com", eventName, eventTime: "2026-05-10T10:00:00Z", recipientAccountId: "999999999999" },
  ...{ userIdentity: { arn: `arn:aws:iam::${account}:user/eve` }, requestParameters: { permissionSetArn, ...requestParameters } },
});

interface Row {
  readonly before?: Facts;
  readonly after?: Facts;
  readonly is: readonly string[];
  /** A record for each change, in their order. */
  readonly calls?: readonly [event: string, parameters: object][];
}
const [edge, path] = [own("edge"), own("edge", "/team/")];
const rows: Record<string, Row> = {
  "a new set": {
    after: { managedPolicies: [managed("ReadOnlyAccess")] },
    is: ["gained the permission set itself", `gained policy ${managed("ReadOnlyAccess")}`],
    calls: [
      ["CreatePermissionSet", { name: "ops" }],
      ["AttachManagedPolicyToPermissionSet", { managedPolicyArn: managed("ReadOnlyAccess") }],
    ],
  },
  "a set is gone": {
    before: { managedPolicies: [managed("ReadOnlyAccess")], customerPolicies: [edge], inlinePolicy: document(allow("s3:*")) },
    is: [`lost the permission set itself: - policy ${managed("ReadOnlyAccess")}; - customer managed policy /edge; - Allow s3:* on *`],
    calls: [["DeletePermissionSet", {}]],
  },
  "AWS's policy for another": {
    before: { managedPolicies: [managed("ReadOnlyAccess")] },
    after: { managedPolicies: [managed("AdministratorAccess")] },
    is: [`gained policy ${managed("AdministratorAccess")}`, `lost policy ${managed("ReadOnlyAccess")}`],
    calls: [
      ["AttachManagedPolicyToPermissionSet", { managedPolicyArn: managed("AdministratorAccess") }],
      ["DetachManagedPolicyFromPermissionSet", { managedPolicyArn: managed("ReadOnlyAccess") }],
    ],
  },
  "the account's own policy": {
    ...{ before: {}, after: { customerPolicies: [edge] }, is: ["gained customer managed policy /edge"] },
    calls: [["AttachCustomerManagedPolicyReferenceToPermissionSet", { customerManagedPolicyReference: { name: "edge" } }]],
  },
  "the account's own policy, by its path": {
    ...{
      before: { customerPolicies: [edge] },
      after: { customerPolicies: [edge, path] },
      is: ["gained customer managed policy /team/edge"],
    },
    calls: [["AttachCustomerManagedPolicyReferenceToPermissionSet", { customerManagedPolicyReference: path }]],
  },
  "the account's own policy is gone": {
    ...{ before: { customerPolicies: [edge] }, after: {}, is: ["lost customer managed policy /edge"] },
    calls: [["DetachCustomerManagedPolicyReferenceFromPermissionSet", { customerManagedPolicyReference: edge }]],
  },
  "an inline policy": {
    ...{ before: {}, after: { inlinePolicy: document(allow("s3:*")) }, is: ["gained its inline policy: + Allow s3:* on *"] },
    calls: [["PutInlinePolicyToPermissionSet", {}]],
  },
  "an inline policy is gone": {
    ...{ before: { inlinePolicy: document(allow("s3:*")) }, after: {}, is: ["lost its inline policy: - Allow s3:* on *"] },
    calls: [["DeleteInlinePolicyFromPermissionSet", {}]],
  },
  "a boundary of AWS's": {
    ...{ before: {}, after: { boundary: managed("ReadOnlyAccess") }, is: [`lost the boundary ${managed("ReadOnlyAccess")}`] },
    calls: [["PutPermissionsBoundaryToPermissionSet", { permissionsBoundary: { managedPolicyArn: managed("ReadOnlyAccess") } }]],
  },
  "another boundary, of the account's own": {
    ...{ before: { boundary: managed("ReadOnlyAccess") }, after: { boundary: "/team/edge" } },
    is: [`changed the boundary /team/edge in place of ${managed("ReadOnlyAccess")}`],
    calls: [["PutPermissionsBoundaryToPermissionSet", { permissionsBoundary: { customerManagedPolicyReference: path } }]],
  },
  "no boundary any more": {
    ...{ before: { boundary: "/edge" }, after: {}, is: ["gained no boundary any more, which was /edge"] },
    calls: [["DeletePermissionsBoundaryFromPermissionSet", {}]],
  },
  "the policies in another order": {
    before: { managedPolicies: [managed("A"), managed("B")], customerPolicies: [edge, path] },
    ...{ after: { managedPolicies: [managed("B"), managed("A")], customerPolicies: [path, edge] }, is: [] },
  },
};

const worldOf = (facts: Facts | undefined, at: string) => w.world([...around, ...(facts ? [set(facts)] : [])], {}, at);

describe("diff of permission sets", () => {
  test.each(Object.entries(rows))("%s", (_, { before, after, is, calls = [] }) => {
    const records = calls.map(([event, parameters]) => record(event, parameters));
    const answer = diff(worldOf(before, from), worldOf(after, to), { records });
    expect(AccessDiff.parse(answer)).toEqual(answer);
    const { changes } = answer;
    expect(changes.map(({ verb, what, details }) => `${verb} ${what}${details.length > 0 ? `: ${details.join("; ")}` : ""}`)).toEqual(is);
    expect(changes.map(({ by }) => by.known && by.event)).toEqual(calls.map(([event]) => event));
    expect(changes.map(({ reaches }) => reaches)).toEqual(is.map(() => reached));
  });
  test("a policy of that name on another path, or of another set, is another's", () => {
    const records = [
      record("AttachCustomerManagedPolicyReferenceToPermissionSet", { customerManagedPolicyReference: path }),
      record("AttachCustomerManagedPolicyReferenceToPermissionSet", { permissionSetArn: "x", customerManagedPolicyReference: edge }),
    ];
    const { changes } = diff(worldOf({}, from), worldOf({ customerPolicies: [edge] }, to), { records });
    expect(changes.map(({ by }) => by.known)).toEqual([false]);
  });
  test("it reaches whom it is assigned to in the accounts that are asked for", () => {
    const { changes } = diff(worldOf({}, from), worldOf({ customerPolicies: [edge] }, to), { accounts: new Set([other]) });
    expect(changes.map(({ reaches }) => reaches)).toEqual([["Identity Center user kim"]]);
  });
});
