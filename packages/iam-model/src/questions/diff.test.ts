import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { type Snapshot, snapshotOf } from "../snapshot.ts";
import { diff } from "./diff.ts";
import { AccessDiff } from "./diff-answer.ts";
import * as w from "./world.fixture.ts";

const { account, allow, deny, document } = w;
const [ann, team, job] = [w.user("ann"), w.group("team"), w.role("job")];
const common = { account, arn: null, createdAt: null, updatedAt: null };
const key = (status: "Active" | "Inactive"): IamRecord => ({
  ...{ ...common, kind: "iam_access_key", id: "AKIA1", name: "AKIA1" },
  facts: { userId: ann.id, userName: "ann", status },
});
const login: IamRecord = {
  ...{ ...common, kind: "iam_login_profile", id: ann.id, name: "ann" },
  facts: { userId: ann.id, userName: "ann" },
};
const mfa: IamRecord = {
  ...{ ...common, kind: "iam_mfa_device", id: "mfa-1", name: "mfa-1" },
  facts: { userId: ann.id, userName: "ann", enabledAt: null },
};
const reads = document(allow("s3:Get*"));
const edge = w.policyArn("edge");
const renamed = { ...w.group("crew"), id: team.id };
const stays: IamRecord = { ...w.member(ann, "crew"), facts: { ...w.member(ann, "team").facts, groupName: "crew" } };

interface Row {
  readonly before?: readonly IamRecord[];
  readonly after?: readonly IamRecord[];
  /** Each change as `who verb what`, with its details. */
  readonly is: readonly string[];
  readonly event?: string;
  readonly reaches?: readonly string[];
}
const rows: Record<string, Row> = {
  "nothing changed": { before: [ann, w.inline(ann, reads)], after: [ann, w.inline(ann, reads)], is: [] },
  "a new user": { after: [ann], is: ["user ann gained the user itself"], event: "CreateUser" },
  "a user is gone": { before: [ann], is: ["user ann lost the user itself"], event: "DeleteUser" },
  "a tag is no access": { before: [ann], after: [w.user("ann", { tags: { a: "b" } })], is: [] },
  "a new role": {
    ...{ after: [job], event: "CreateRole" },
    is: ["role job gained the role itself", "role job gained who may assume it: + Allow sts:AssumeRole for ec2.amazonaws.com"],
  },
  "a membership": {
    before: [ann],
    after: [ann, w.member(ann, "team")],
    is: ["user ann gained membership in group team"],
    event: "AddUserToGroup",
  },
  "a membership ends": {
    before: [ann, w.member(ann, "team")],
    after: [ann],
    is: ["user ann lost membership in group team"],
    event: "RemoveUserFromGroup",
  },
  "a group that is renamed keeps its members": {
    ...{ before: [team, w.member(ann, "team")], after: [renamed, stays] },
    ...{ is: ["group crew changed its name, which was team"], event: "UpdateGroup" },
  },
  "an attachment": {
    after: [w.attached(job, w.policyArn("p"))],
    is: [`role job gained policy ${w.policyArn("p")}`],
    event: "AttachRolePolicy",
  },
  "an attachment of a group": {
    before: [w.member(ann, "team")],
    after: [w.member(ann, "team"), w.attached(team, w.policyArn("p"))],
    ...{ is: [`group team gained policy ${w.policyArn("p")}`], reaches: ["user ann"] },
  },
  "an inline policy": {
    after: [w.inline(ann, reads)],
    is: ["user ann gained inline policy inline: + Allow s3:Get* on *"],
    event: "PutUserPolicy",
  },
  "an inline policy that denies": {
    after: [w.inline(ann, document(deny("s3:*")))],
    is: ["user ann lost inline policy inline: + Deny s3:* on *"],
  },
  "an inline policy is gone": {
    before: [w.inline(ann, reads)],
    is: ["user ann lost inline policy inline: - Allow s3:Get* on *"],
    event: "DeleteUserPolicy",
  },
  "a statement more": {
    before: [w.inline(ann, reads)],
    after: [w.inline(ann, document(allow("s3:Get*"), allow("sqs:*")))],
    is: ["user ann gained inline policy inline: + Allow sqs:* on *"],
  },
  "a statement for another": {
    before: [w.inline(ann, reads)],
    after: [w.inline(ann, document(allow("s3:*")))],
    is: ["user ann changed inline policy inline: + Allow s3:* on *; - Allow s3:Get* on *"],
  },
  "another Sid is no change": {
    before: [w.inline(ann, document(allow("s3:*")))],
    after: [w.inline(ann, document(allow("s3:*", "*", { Sid: "x" })))],
    is: [],
  },
  "what a policy says": {
    before: [w.policy("p", reads), w.attached(ann, w.policyArn("p"))],
    after: [w.policy("p", document(allow("*")), { defaultVersion: "v2" }), w.attached(ann, w.policyArn("p"))],
    ...{ is: ["policy p changed what it says: + Allow * on *; - Allow s3:Get* on *"], event: "CreatePolicyVersion", reaches: ["user ann"] },
  },
  "what a boundary says": {
    before: [w.policy("edge", reads), w.user("ann", { boundary: edge }), w.role("job", { boundary: edge })],
    after: [w.policy("edge", document(allow("*"))), w.user("ann", { boundary: edge }), w.role("job", { boundary: edge })],
    is: ["policy edge changed what it says: + Allow * on *; - Allow s3:Get* on *"],
    reaches: ["user ann (boundary)", "role job (boundary)"],
  },
  "a policy made anew under its ARN, and held as before": {
    before: [w.policy("p", reads), w.attached(ann, w.policyArn("p"))],
    after: [{ ...w.policy("p", document(allow("*"))), id: "ANPA-new" }, w.attached(ann, w.policyArn("p"))],
    ...{
      is: ["policy p changed what it says, made anew: + Allow * on *; - Allow s3:Get* on *"],
      event: "CreatePolicy",
      reaches: ["user ann"],
    },
  },
  "a policy that nobody holds": { after: [w.policy("p", reads)], is: [] },
  "a boundary": {
    before: [ann],
    after: [w.user("ann", { boundary: edge })],
    is: [`user ann lost the boundary ${edge}`],
    event: "PutUserPermissionsBoundary",
  },
  "no boundary any more": {
    before: [w.user("ann", { boundary: edge })],
    after: [ann],
    ...{ is: [`user ann gained no boundary any more, which was ${edge}`], event: "DeleteUserPermissionsBoundary" },
  },
  "who may assume a role": {
    before: [job],
    after: [w.role("job", { trust: w.trusts({ AWS: "999988887777" }) })],
    is: ["role job changed who may assume it: + Allow sts:AssumeRole for 999988887777; - Allow sts:AssumeRole for ec2.amazonaws.com"],
    event: "UpdateAssumeRolePolicy",
  },
  "a key": { after: [key("Active")], is: ["user ann gained access key AKIA1 (Active)"], event: "CreateAccessKey" },
  "a key is switched off": {
    before: [key("Active")],
    after: [key("Inactive")],
    is: ["user ann lost access key AKIA1, which is Inactive now"],
    event: "UpdateAccessKey",
  },
  "a key is deleted": { before: [key("Active")], is: ["user ann lost access key AKIA1"], event: "DeleteAccessKey" },
  "a password": { after: [login], is: ["user ann gained a password"], event: "CreateLoginProfile" },
  "an MFA device is gone": { before: [mfa], is: ["user ann lost MFA device mfa-1"], event: "DeactivateMFADevice" },
};

const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
const parameters: Record<string, unknown> = {
  ...{ userName: "ann", roleName: "job", groupName: "team", policyName: "inline", policyArn: w.policyArn("p"), accessKeyId: "AKIA1" },
  ...{ serialNumber: "mfa-1", setAsDefault: true, versionId: "v2", permissionsBoundary: edge, status: "Inactive" },
};
const record = (eventName: string) => ({
  ...{ eventName, eventTime: "2026-05-10T10:00:00Z", eventID: "e-1", recipientAccountId: account },
  ...{ userIdentity: { arn: `arn:aws:iam::${account}:user/eve` }, requestParameters: parameters },
  responseElements: { policyVersion: { versionId: "v2" }, accessKey: { accessKeyId: "AKIA1" }, policy: { arn: w.policyArn("p") } },
});

describe("diff", () => {
  test.each(Object.entries(rows))("%s", (_, { before = [], after = [], is, event, reaches }) => {
    const answer = diff(w.world(before, {}, from), w.world(after, {}, to), { records: [record(event ?? "none")] });
    expect(AccessDiff.parse(answer)).toEqual(answer);
    const { changes } = answer;
    expect(
      changes.map(({ who, verb, what, details }) => `${who} ${verb} ${what}${details.length > 0 ? `: ${details.join("; ")}` : ""}`),
    ).toEqual(is);
    if (event)
      expect(changes[0]?.by).toEqual({
        known: true,
        who: `arn:aws:iam::${account}:user/eve`,
        at: "2026-05-10T10:00:00Z",
        event,
        eventId: "e-1",
      });
    if (reaches) expect(changes[0]?.reaches).toEqual(reaches);
  });

  const [far, farInline] = [w.user("far", { of: "444455556666" }), w.inline(w.user("far", { of: "444455556666" }), reads)];
  const denied = w.world([ann], { iam_mfa_device: "denied" }, from);
  const unseen: Record<string, { before: Snapshot; after: Snapshot; from: readonly string[]; to: readonly string[]; changes?: number }> = {
    "an account that was first looked at in between": {
      ...{ before: w.world([ann], {}, from), after: w.world([ann, far, farInline], {}, to) },
      ...{ from: ["iam_user of 444455556666 never", "iam_inline_policy of 444455556666 never"], to: [] },
    },
    "an account that the later instant does not know": {
      ...{ before: w.world([ann, far, farInline], {}, from), after: w.world([ann], {}, to) },
      ...{ from: [], to: ["iam_user of 444455556666 never", "iam_inline_policy of 444455556666 never"] },
    },
    "a kind that was denied before": {
      ...{ before: denied, after: w.world([ann, mfa], {}, to), from: [`iam_mfa_device of ${account} denied`], to: [] },
    },
    "a kind that was skipped before": {
      before: w.world([ann], { iam_mfa_device: "skipped" }, from),
      ...{ after: w.world([ann, mfa], {}, to), from: [`iam_mfa_device of ${account} never`], to: [] },
    },
    "a kind that was denied, and whole before": {
      before: snapshotOf(
        from,
        [ann],
        denied.looked.map((row) => ({ ...row, completeAt: from })),
      ),
      ...{ after: w.world([ann, mfa], {}, to), from: [`iam_mfa_device of ${account} denied`], to: [], changes: 1 },
    },
  };
  test.each(Object.entries(unseen))("what nobody looked at is no change: %s", (_, { before, after, from, to, changes = 0 }) => {
    const answer = diff(before, after);
    expect(AccessDiff.parse(answer)).toEqual(answer);
    const gaps = (side: "from" | "to") => answer.looked[side].gaps.map(({ kind, account, outcome }) => `${kind} of ${account} ${outcome}`);
    expect(answer.changes.length).toBe(changes);
    expect(gaps("from")).toEqual(from.length > 0 ? expect.arrayContaining([...from]) : []);
    expect(gaps("to")).toEqual(to.length > 0 ? expect.arrayContaining([...to]) : []);
    expect(answer.looked.from.complete && answer.looked.to.complete).toBe(false);
    expect(answer.notConsidered.some((one) => one.includes("never looked at completely"))).toBe(changes === 0);
  });
  test("gaps of both instants are told", () => {
    const { looked } = diff(w.world([ann], { iam_user: "denied" }, from), w.world([ann], {}, to));
    expect({ from: looked.from.complete, to: looked.to.complete }).toEqual({ from: false, to: true });
  });
});
