import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamGroup } from "../iam_group.ts";
import { iamRole } from "../iam_role.ts";
import { iamUser } from "../iam_user.ts";

const collectors = { iam_user: iamUser, iam_role: iamRole, iam_group: iamGroup };
type Row = [type: keyof typeof collectors, aspect: string, answers: Record<string, object>];
const look = async ([type, aspect, answers]: Row) =>
  (await lookAtAspect(collectors[type], fakeAws({ answers }), aspect, [{ id: "x" }])).get("x");

const spaced = '{ "Version" : "2012-10-17",\n  "Statement" : [ { "Sid": "100%", "Effect": "Deny", "Action": "*", "Resource": "*" } ] }\n';
const document = ({ PolicyName }: { PolicyName: string }) => ({
  PolicyDocument: PolicyName === "plain" ? spaced : encodeURIComponent(PolicyName === "spaced" ? spaced : `{"Id":"${PolicyName}"}`),
});
const pages = (first: object, second: object) => (asked: { Marker?: string }) =>
  asked.Marker ? { ...second, IsTruncated: false } : { ...first, IsTruncated: true, Marker: "2" };
const attached = pages({ AttachedPolicies: [{ PolicyArn: "arn:b" }] }, { AttachedPolicies: [{ PolicyArn: "arn:a" }] });
const names = pages({ PolicyNames: ["spaced", "b"] }, { PolicyNames: ["a"] });
const inline = [
  { name: "a", document: '{"Id":"a"}' },
  { name: "b", document: '{"Id":"b"}' },
  { name: "spaced", document: spaced },
];

describe("a principal's own policies", () => {
  const reads: Record<string, [row: Row, value: unknown]> = {
    "managed ones of a user, of all pages, sorted": [
      ["iam_user", "attachedPolicies", { ListAttachedUserPolicies: attached }],
      ["arn:a", "arn:b"],
    ],
    "managed ones of a role": [
      ["iam_role", "attachedPolicies", { ListAttachedRolePolicies: attached }],
      ["arn:a", "arn:b"],
    ],
    "managed ones of a group": [
      ["iam_group", "attachedPolicies", { ListAttachedGroupPolicies: attached }],
      ["arn:a", "arn:b"],
    ],
    "none at all": [["iam_user", "attachedPolicies", { ListAttachedUserPolicies: {} }], []],
    "inline ones of a user, of all pages, as they were put": [
      ["iam_user", "inlinePolicies", { ListUserPolicies: names, GetUserPolicy: document }],
      inline,
    ],
    "inline ones of a role": [["iam_role", "inlinePolicies", { ListRolePolicies: names, GetRolePolicy: document }], inline],
    "inline ones of a group": [["iam_group", "inlinePolicies", { ListGroupPolicies: names, GetGroupPolicy: document }], inline],
    "one whose text comes plain": [
      ["iam_user", "inlinePolicies", { ListUserPolicies: { PolicyNames: ["plain"] }, GetUserPolicy: document }],
      [{ name: "plain", document: spaced }],
    ],
    "the groups of a user": [
      ["iam_user", "groups", { ListGroupsForUser: pages({ Groups: [{ GroupName: "readers" }] }, { Groups: [{ GroupName: "admins" }] }) }],
      ["admins", "readers"],
    ],
  };
  it.each(Object.entries(reads))("reads %s", async (_, [row, value]) => {
    expect(await look(row)).toEqual({ value });
  });

  const throwing = (name: string) => () => {
    throw awsFault(name);
  };
  const failures: Record<string, [row: Row, kind: string]> = {
    "a denied listing": [["iam_user", "attachedPolicies", { ListAttachedUserPolicies: throwing("AccessDenied") }], "denied"],
    "a denied text": [
      ["iam_role", "inlinePolicies", { ListRolePolicies: { PolicyNames: ["a"] }, GetRolePolicy: throwing("AccessDenied") }],
      "denied",
    ],
    "a policy that was deleted meanwhile": [
      ["iam_user", "inlinePolicies", { ListUserPolicies: { PolicyNames: ["a"] }, GetUserPolicy: throwing("NoSuchEntityException") }],
      "gone",
    ],
    "groups of a user that was deleted meanwhile": [["iam_user", "groups", { ListGroupsForUser: throwing("NoSuchEntity") }], "gone"],
    "a policy without an ARN": [["iam_group", "attachedPolicies", { ListAttachedGroupPolicies: { AttachedPolicies: [{}] } }], "failed"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [row, kind]) => {
    expect((await look(row))?.failure?.kind).toBe(kind);
  });
});
