import { describe, expect, test } from "vitest";
import type { IamRecord, Kind } from "../kinds.ts";
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

/** How the listings that tell of boundaries and attachments were looked at: until which hour of 10 May all was seen. */
interface Looking {
  readonly listing?: string;
  readonly outcome?: string;
  readonly until: number | null;
}
interface Seen {
  readonly of?: Change;
  readonly looked: readonly Looking[];
  /** Who did it at which hour. */
  readonly calls: Readonly<Record<string, number>>;
  readonly is: string;
}
const hour = (n: number): string => `2026-05-10T${n}:00:00.000Z`;
const notBounded = "no record of PutUserPermissionsBoundary about it";
const late = (n: number) => `nobody can tell whether PutUserPermissionsBoundary of 2026-05-10T${n}:00:00Z came before what was seen`;
const [reader, reads] = [w.role("reader"), w.policyArn("reads")];
const roleHolds: Change = { before: [reader], after: [reader, w.attached(reader, reads)] };
const seen: Record<string, Seen> = {
  "before the look": { looked: [{ until: 15 }], calls: { mallory: 14 }, is: "mallory" },
  "by another one after it": { looked: [{ until: 15 }], calls: { mallory: 14, innocent: 16 }, is: "mallory" },
  "after it alone": { looked: [{ until: 15 }], calls: { innocent: 16 }, is: notBounded },
  "before a look that was not complete": { looked: [{ outcome: "denied", until: 15 }], calls: { mallory: 14 }, is: "mallory" },
  "after the last complete one": { looked: [{ outcome: "denied", until: 15 }], calls: { eve: 14, mallory: 16 }, is: late(16) },
  "where none was complete": { looked: [{ outcome: "throttled", until: null }], calls: { mallory: 14 }, is: late(14) },
  "where nobody looked": { looked: [], calls: { mallory: 14 }, is: late(14) },
  "where it is gone, though later looks were not complete": {
    ...{ of: { before: joined.after, after: joined.before }, looked: [{ outcome: "denied", until: 15 }] },
    ...{ calls: { mallory: 14, innocent: 16 }, is: "mallory" },
  },
  "told by one of two listings, between their looks": {
    looked: [{ until: 15 }, { listing: "another", until: 17 }],
    ...{ calls: { eve: 14, mallory: 16 }, is: late(16) },
  },
  "told by one of two listings, before both": {
    looked: [{ until: 15 }, { listing: "another", until: 17 }],
    ...{ calls: { mallory: 14 }, is: "mallory" },
  },
  "of a kind that another listing tells of others": {
    ...{ of: roleHolds, calls: { mallory: 14, innocent: 16 }, is: "mallory" },
    looked: [
      { listing: "iam_role", until: 15 },
      { listing: "iam_user", until: 17 },
      { listing: "iam_group", outcome: "denied", until: null },
    ],
  },
};

describe("who did what was seen", () => {
  test.each(Object.entries(seen))("%s", (_, { of = bounded, looked, calls, is }) => {
    const kind: Kind = of === roleHolds ? "iam_attachment" : of === bounded ? "iam_user" : "iam_membership";
    const after = {
      ...w.world(of.after, {}, to),
      looked: looked.map(({ listing = "iam_user", outcome = "ok", until }) => ({
        ...{ listing: `aws/${account}/global/${listing}`, kind, account, outcome, message: null },
        completeAt: until === null ? null : hour(until),
      })),
    };
    const records = Object.entries(calls).flatMap(([name, at]) => [
      record("PutUserPermissionsBoundary", { userName: "ann", permissionsBoundary: edge }, by(name, at)),
      record("RemoveUserFromGroup", { userName: "ann", groupName: "team" }, by(name, at)),
      record("AttachRolePolicy", { roleName: "reader", policyArn: reads }, by(name, at)),
    ]);
    const { changes } = diff(w.world(of.before, {}, from), after, { records });
    expect(changes.map(({ by }) => (by.known ? by.who.replace(/.*\//, "") : by.why))).toEqual([is]);
  });
});
