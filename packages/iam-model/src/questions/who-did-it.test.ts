import { describe, expect, test } from "vitest";
import type { IamRecord } from "../kinds.ts";
import { diff } from "./diff.ts";
import * as w from "./world.fixture.ts";

const { account, allow, document } = w;
const [from, to] = ["2026-05-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z"];
const ann = w.user("ann");
const [edge, p] = [w.policyArn("edge"), w.policyArn("p")];
const personOf = (name: string) => ({ arn: `arn:aws:iam::${account}:user/${name}` });
/** A record of a call of eve's at ten o'clock. */
const record = (eventName: string, requestParameters: unknown, more = {}) => ({
  ...{ eventSource: "iam.amazonaws.com", eventName, eventTime: "2026-05-10T10:00:00Z", eventID: "e-1", recipientAccountId: account },
  ...{ userIdentity: personOf("eve"), requestParameters, responseElements: null },
  ...more,
});
const by = (name: string, hour: number) => ({ userIdentity: personOf(name), eventTime: `2026-05-10T${hour}:00:00Z` });
const made = (versionId: string) => ({ responseElements: { policyVersion: { versionId, isDefaultVersion: true } } });
const added = (parameters = {}, more = {}) => record("AddUserToGroup", { userName: "ann", groupName: "team", ...parameters }, more);

interface Change {
  readonly before: readonly IamRecord[];
  readonly after: readonly IamRecord[];
}
const joined: Change = { before: [ann], after: [ann, w.member(ann, "team")] };
const rewritten: Change = {
  before: [w.policy("p", document(allow("s3:Get*")))],
  after: [w.policy("p", document(allow("*")), { versions: ["v3", "v2", "v1"], defaultVersion: "v2" })],
};
const key = (status: "Active" | "Inactive", name = "ann"): IamRecord => ({
  ...{ kind: "iam_access_key", account, id: "AKIA1", name: "AKIA1", arn: null, createdAt: null, updatedAt: null },
  facts: { userId: ann.id, userName: name, status },
});
const mfa: IamRecord = {
  ...{ kind: "iam_mfa_device", account, id: "mfa-1", name: "mfa-1", arn: null, createdAt: null, updatedAt: null },
  facts: { userId: ann.id, userName: "ann", enabledAt: null },
};
const newKey: Change = { before: [ann], after: [ann, key("Active")] };
const keyOff: Change = { before: [ann, key("Active")], after: [ann, key("Inactive")] };
const noMfa: Change = { before: [ann, mfa], after: [ann] };
/** Of ann's own. */
const own = (name: string) => ({ userIdentity: { ...personOf(name), type: "IAMUser", userName: name } });
const bounded: Change = { before: [ann], after: [w.user("ann", { boundary: edge })] };

interface Row {
  readonly of: Change;
  readonly records: readonly unknown[] | undefined;
  /** The user's name, or why it is unknown. */
  readonly is: string;
}
const noneAdded = "no record of AddUserToGroup about it";
const noVersion = "no record of CreatePolicyVersion or SetDefaultPolicyVersion about it";
const rows: Record<string, Row> = {
  "no records": { of: joined, records: undefined, is: "no records of CloudTrail were given" },
  "one record": { of: joined, records: [added()], is: "eve" },
  "another user's": { of: joined, records: [added({ userName: "bob" })], is: noneAdded },
  "another account's": { of: joined, records: [added({}, { recipientAccountId: "999988887777" })], is: noneAdded },
  "another event": { of: joined, records: [record("RemoveUserFromGroup", { userName: "ann", groupName: "team" })], is: noneAdded },
  "another service's call of that name": { of: joined, records: [added({}, { eventSource: "xray.amazonaws.com" })], is: noneAdded },
  "a refused call": { of: joined, records: [added({}, { errorCode: "AccessDenied" })], is: noneAdded },
  "of before": { of: joined, records: [added({}, { eventTime: "2026-04-30T23:59:59Z" })], is: noneAdded },
  "no record of CloudTrail": { of: joined, records: ["?", null, {}], is: noneAdded },
  "a record that names nobody": {
    ...{ of: joined, records: [added({}, { userIdentity: {} })], is: "the record of AddUserToGroup names nobody" },
  },
  "the last of several": { of: joined, records: [added({}, by("late", 11)), added({}, by("early", 10))], is: "late" },
  "a version made the default": {
    of: rewritten,
    records: [record("SetDefaultPolicyVersion", { policyArn: p, versionId: "v2" })],
    is: "eve",
  },
  "another version made the default": {
    ...{ of: rewritten, records: [record("SetDefaultPolicyVersion", { policyArn: p, versionId: "v3" })], is: noVersion },
  },
  "a version created as the default": {
    of: rewritten,
    records: [record("CreatePolicyVersion", { policyArn: p, setAsDefault: true }, made("v2"))],
    is: "eve",
  },
  "another version created as the default": {
    of: rewritten,
    records: [record("CreatePolicyVersion", { policyArn: p, setAsDefault: true }, made("v3"))],
    is: noVersion,
  },
  "a version that was created as the default, nobody told which": {
    ...{ of: rewritten, records: [record("CreatePolicyVersion", { policyArn: p, setAsDefault: true })], is: noVersion },
  },
  "a version created beside the default, after another was made the default": {
    of: rewritten,
    records: [
      record("SetDefaultPolicyVersion", { policyArn: p, versionId: "v2" }, by("eve", 10)),
      record("CreatePolicyVersion", { policyArn: p, setAsDefault: false }, { ...by("bob", 11), ...made("v3") }),
      record("CreatePolicyVersion", { policyArn: p }, { ...by("bob", 12), ...made("v4") }),
    ],
    is: "eve",
  },
  "an own key made without a user's name": {
    of: newKey,
    records: [
      record("CreateAccessKey", null, { ...own("ann"), responseElements: { accessKey: { accessKeyId: "AKIA1", userName: "ann" } } }),
    ],
    is: "ann",
  },
  "another key of the user": {
    of: newKey,
    records: [record("CreateAccessKey", { userName: "ann" }, { responseElements: { accessKey: { accessKeyId: "AKIA2" } } })],
    is: "no record of CreateAccessKey about it",
  },
  "an own key switched off without a user's name": {
    of: keyOff,
    records: [record("UpdateAccessKey", { accessKeyId: "AKIA1", status: "Inactive" }, own("ann"))],
    is: "ann",
  },
  "a key switched on, when it is off": {
    of: keyOff,
    records: [record("UpdateAccessKey", { accessKeyId: "AKIA1", status: "Active" })],
    is: "no record of UpdateAccessKey about it",
  },
  "an own key deleted without a user's name": {
    of: { before: [ann, key("Active")], after: [ann] },
    records: [record("DeleteAccessKey", { accessKeyId: "AKIA1" }, own("ann"))],
    is: "ann",
  },
  "an own MFA device given up without a user's name": {
    of: noMfa,
    records: [record("DeactivateMFADevice", { serialNumber: "mfa-1" }, own("ann"))],
    is: "ann",
  },
  "another user's device of that number": {
    of: noMfa,
    records: [record("DeactivateMFADevice", { serialNumber: "mfa-1" }, own("bob"))],
    is: "no record of DeactivateMFADevice about it",
  },
  "another boundary, put there later": {
    of: bounded,
    records: [
      record("PutUserPermissionsBoundary", { userName: "ann", permissionsBoundary: edge }, by("eve", 10)),
      record("PutUserPermissionsBoundary", { userName: "ann", permissionsBoundary: p }, by("bob", 11)),
    ],
    is: "eve",
  },
};

describe("who did it", () => {
  test.each(Object.entries(rows))("%s", (_, { of: { before, after }, records, is }) => {
    const { changes } = diff(w.world(before, {}, from), w.world(after, {}, to), { records });
    expect(changes.map(({ by }) => (by.known ? by.who.replace(/.*\//, "") : by.why))).toEqual([is]);
  });
});
