import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamGroup } from "../iam_group.ts";
import { iamPolicy } from "../iam_policy.ts";
import { iamRole } from "../iam_role.ts";
import { iamUser } from "../iam_user.ts";

const CreateDate = new Date("2026-01-01T00:00:00.000Z");
const createdAt = "2026-01-01T00:00:00.000Z";
const arnOf = (resource: string) => `arn:aws:iam::111111111111:${resource}`;
const boundary = { PermissionsBoundary: { PermissionsBoundaryArn: arnOf("policy/limit") } };
const attached = { AttachedManagedPolicies: [{ PolicyArn: arnOf("policy/b") }, { PolicyArn: arnOf("policy/a") }] };
const Tags = [{ Key: "team", Value: "x" }];

/** A user, a group and a role of one name; the group comes on a later page than the user who is in it. */
const pages = [
  {
    UserDetailList: [
      {
        ...{ UserName: "same", UserId: "AIDA1", Arn: arnOf("user/same"), Path: "/", CreateDate, Tags, ...boundary, ...attached },
        ...{ GroupList: ["unknown", "same"], UserPolicyList: [{ PolicyName: "own", PolicyDocument: "%7B%7D" }] },
      },
    ],
    ...{ IsTruncated: true, Marker: "2" },
  },
  {
    GroupDetailList: [{ GroupName: "same", GroupId: "AGPA1", Arn: arnOf("group/same"), Path: "/x/", CreateDate }],
    RoleDetailList: [
      {
        ...{ RoleName: "same", RoleId: "AROA1", Arn: arnOf("role/same"), Path: "/", CreateDate, AssumeRolePolicyDocument: "{}" },
        ...{ InstanceProfileList: [{ Arn: arnOf("instance-profile/p") }], RoleLastUsed: { LastUsedDate: CreateDate } },
      },
    ],
    Policies: [
      {
        ...{
          PolicyName: "a",
          PolicyId: "ANPA1",
          Arn: arnOf("policy/a"),
          Path: "/",
          CreateDate,
          UpdateDate: CreateDate,
          AttachmentCount: 1,
        },
        ...{ IsAttachable: true, PermissionsBoundaryUsageCount: 0, DefaultVersionId: "v2" },
        PolicyVersionList: ["v9", "v10", "v2"].map((VersionId) => ({ VersionId, CreateDate, Document: VersionId })),
      },
      { PolicyName: "bare", PolicyId: "ANPA2", Arn: arnOf("policy/bare"), CreateDate, DefaultVersionId: "v1", PolicyVersionList: [] },
    ],
    IsTruncated: false,
  },
];
const answers = { GetAccountAuthorizationDetails: ({ Marker }: { Marker?: string }) => pages[Marker === undefined ? 0 : 1] ?? {} };
const look = async (collector: typeof iamUser | typeof iamGroup | typeof iamRole | typeof iamPolicy, id: string) =>
  (await lookAtAspect(collector, fakeAws({ answers }), "details", [{ id }])).get(id);

describe("account details", () => {
  it("tell a user with the ids of groups that a later page told", async () => {
    expect(await look(iamUser, "same")).toEqual({
      value: {
        ...{ id: "AIDA1", arn: arnOf("user/same"), path: "/", createdAt, boundary: arnOf("policy/limit"), tags: { team: "x" } },
        groups: [
          { name: "same", id: "AGPA1" },
          { name: "unknown", id: null },
        ],
        ...{ attached: [arnOf("policy/a"), arnOf("policy/b")], inline: [{ name: "own", document: "%7B%7D" }] },
      },
    });
  });

  it("tell a group and a role of the same name apart", async () => {
    expect(await look(iamGroup, "same")).toEqual({
      value: { id: "AGPA1", arn: arnOf("group/same"), path: "/x/", createdAt, attached: [], inline: [] },
    });
    expect(await look(iamRole, "same")).toEqual({
      value: {
        ...{ id: "AROA1", arn: arnOf("role/same"), path: "/", createdAt, trust: "{}", boundary: null, tags: {}, attached: [], inline: [] },
        ...{ instanceProfiles: [arnOf("instance-profile/p")], lastUsed: createdAt },
      },
    });
  });

  it("tell a policy's text and all its versions, newest first", async () => {
    expect(await look(iamPolicy, arnOf("policy/a"))).toMatchObject({
      value: { id: "ANPA1", document: "v2", defaultVersion: "v2", versions: [{ id: "v10" }, { id: "v9" }, { id: "v2" }] },
    });
  });

  const lost: Record<string, [collector: typeof iamUser | typeof iamPolicy, id: string, failure: object]> = {
    "a user who is gone": [iamUser, "nobody", { kind: "absent" }],
    "a policy without its text": [
      iamPolicy,
      arnOf("policy/bare"),
      { kind: "failed", message: expect.stringContaining("default version v1") },
    ],
  };
  it.each(Object.entries(lost))("don't take %s for an empty one", async (_, [collector, id, failure]) => {
    expect(await look(collector, id)).toMatchObject({ failure });
  });
});
