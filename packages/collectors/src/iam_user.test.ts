import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { iamUser } from "./iam_user.ts";

const id = "ann";
const made = new Date("2026-01-02T03:04:05Z");
const used = new Date("2026-02-03T04:05:06Z");
const ann = { UserName: id, Path: "/", UserId: "AIDAEXAMPLE", Arn: "arn:aws:iam::111111111111:user/ann", CreateDate: made };
const look = async (aspect: string, answers: Record<string, object>) => {
  const aws = fakeAws({ answers });
  return { aws, known: (await lookAtAspect(iamUser, aws, aspect, [{ id }])).get(id) };
};
const throwing = (name: string) => () => {
  throw awsFault(name);
};

describe("iam_user", () => {
  it("lists every page, in pages as large as AWS gives them", async () => {
    const aws = fakeAws({
      answers: {
        ListUsers: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { Users: [{ ...ann, UserName: "bob", PasswordLastUsed: used }], IsTruncated: false }
            : { Users: [ann], IsTruncated: true, Marker: "2" },
      },
    });
    expect(await listAll(iamUser, aws)).toEqual([
      { id: "ann", userId: "AIDAEXAMPLE", passwordLastUsed: null },
      { id: "bob", userId: "AIDAEXAMPLE", passwordLastUsed: "2026-02-03T04:05:06.000Z" },
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxItems: 1000 }, { MaxItems: 1000, Marker: "2" }]);
  });

  it("lists nothing where there is nothing", async () => {
    expect(await listAll(iamUser, fakeAws({ answers: { ListUsers: {} } }))).toEqual([]);
  });

  it("ends the listing on a user without a name", async () => {
    await expect(listAll(iamUser, fakeAws({ answers: { ListUsers: { Users: [{}] } } }))).rejects.toThrow();
  });

  const finds: Record<string, [asked: string, user: string]> = {
    "by the name": ["ann", "ann"],
    "by a name with all the signs that AWS allows": ["a.n+n=1,2@x_y-z", "a.n+n=1,2@x_y-z"],
    "by the ARN, with a path": ["arn:aws-cn:iam::111111111111:user/team/a/ann", "ann"],
    "by a virtual device of that name": ["arn:aws:iam::111111111111:mfa/ann", "ann"],
  };
  it.each(Object.entries(finds))("finds a user %s", async (_, [asked, UserName]) => {
    const aws = fakeAws({ answers: { GetUser: { User: { ...ann, UserName, PasswordLastUsed: used } } } });
    expect(await findAll(iamUser, aws, asked)).toEqual([
      { id: UserName, userId: "AIDAEXAMPLE", passwordLastUsed: "2026-02-03T04:05:06.000Z" },
    ]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ UserName }]);
  });

  it.each(["", "arn:aws:iam::111111111111:user/"])("never asks for the caller: %j", async (asked) => {
    const aws = fakeAws({ answers: {} });
    expect(await findAll(iamUser, aws, asked)).toEqual([]);
    expect(aws.calls).toEqual([]);
  });

  it.each(["NoSuchEntity", "NoSuchEntityException"])("finds none after %s", async (code) => {
    expect(await findAll(iamUser, fakeAws({ answers: { GetUser: throwing(code) } }), id)).toEqual([]);
  });

  const policy = { Version: "2012-10-17", Id: "kept", Statement: [{ Sid: "a", Effect: "Deny", Action: "*", Resource: "*" }] };
  const values: Record<string, [aspect: string, answers: Record<string, object>, value: unknown]> = {
    "a login profile": [
      "loginProfile",
      { GetLoginProfile: { LoginProfile: { UserName: id, CreateDate: made, PasswordResetRequired: true } } },
      { createdAt: "2026-01-02T03:04:05.000Z" },
    ],
    "no login profile": ["loginProfile", { GetLoginProfile: throwing("NoSuchEntityException") }, null],
    "MFA devices with their times": [
      "mfaSince",
      { ListMFADevices: { MFADevices: [{ SerialNumber: "GAHT1", EnableDate: made }, { SerialNumber: "GAHT2" }] } },
      [
        { serialNumber: "GAHT1", enabledAt: made.toISOString() },
        { serialNumber: "GAHT2", enabledAt: null },
      ],
    ],
    "no MFA device": ["mfaDevices", { ListMFADevices: { MFADevices: [], IsTruncated: false } }, []],
    "devices of two kinds on two pages": [
      "mfaDevices",
      {
        ListMFADevices: ({ Marker }: { Marker?: string }) =>
          Marker
            ? { MFADevices: [{ SerialNumber: "GAHT12345678" }] }
            : { MFADevices: [{ SerialNumber: "arn:aws:iam::111111111111:u2f/user/ann/x" }], IsTruncated: true, Marker: "2" },
      },
      ["arn:aws:iam::111111111111:u2f/user/ann/x", "GAHT12345678"],
    ],
    "our policy, as IAM encodes it": [
      "mfaPolicy",
      { GetUserPolicy: { PolicyDocument: encodeURIComponent(JSON.stringify(policy)) } },
      policy,
    ],
    "our policy as plain text": ["mfaPolicy", { GetUserPolicy: { PolicyDocument: JSON.stringify(policy) } }, policy],
    "no policy of ours": ["mfaPolicy", { GetUserPolicy: throwing("NoSuchEntityException") }, null],
    "no access key": ["accessKeys", { ListAccessKeys: { AccessKeyMetadata: [] } }, { keys: [], lastUsed: {} }],
    "tags on two pages": [
      "tags",
      {
        ListUserTags: ({ Marker }: { Marker?: string }) =>
          Marker ? { Tags: [{ Key: "Name", Value: "x" }] } : { Tags: [{ Key: "owner", Value: "" }], IsTruncated: true, Marker: "2" },
      },
      { owner: "", Name: "x" },
    ],
    "no tags": ["tags", { ListUserTags: {} }, {}],
  };
  it.each(Object.entries(values))("reads %s", async (_, [aspect, answers, value]) => {
    expect((await look(aspect, answers)).known).toEqual({ value });
  });

  it("asks for the policy of the fixed name only", async () => {
    const { aws } = await look("mfaPolicy", { GetUserPolicy: { PolicyDocument: JSON.stringify(policy) } });
    expect(aws.calls.map(({ input }) => input)).toEqual([{ UserName: id, PolicyName: "plumbline-deny-without-mfa" }]);
  });

  it("reads keys, and asks for the use of each", async () => {
    const keys = [
      { UserName: id, AccessKeyId: "AKIA1", Status: "Active", CreateDate: made },
      { UserName: id, AccessKeyId: "AKIA2", Status: "Inactive", CreateDate: made },
    ];
    const { aws, known } = await look("accessKeys", {
      ListAccessKeys: { AccessKeyMetadata: keys },
      GetAccessKeyLastUsed: ({ AccessKeyId }: { AccessKeyId: string }) => ({
        UserName: id,
        AccessKeyLastUsed:
          AccessKeyId === "AKIA1" ? { LastUsedDate: used, Region: "us-east-1", ServiceName: "s3" } : { Region: "N/A", ServiceName: "N/A" },
      }),
    });
    expect(known).toEqual({
      value: {
        keys: [
          { id: "AKIA1", status: "Active", createdAt: "2026-01-02T03:04:05.000Z" },
          { id: "AKIA2", status: "Inactive", createdAt: "2026-01-02T03:04:05.000Z" },
        ],
        lastUsed: { AKIA1: "2026-02-03T04:05:06.000Z", AKIA2: null },
      },
    });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(["ListAccessKeys", "GetAccessKeyLastUsed", "GetAccessKeyLastUsed"]);
  });

  const key = { UserName: id, AccessKeyId: "AKIA1", Status: "Active", CreateDate: made };
  const failures: Record<string, [aspect: string, answers: Record<string, object>, kind: string]> = {
    "a denied login profile": ["loginProfile", { GetLoginProfile: throwing("AccessDenied") }, "denied"],
    "a login profile without a date": ["loginProfile", { GetLoginProfile: {} }, "failed"],
    "devices of a user deleted meanwhile": ["mfaDevices", { ListMFADevices: throwing("NoSuchEntityException") }, "gone"],
    "a device without a serial number": ["mfaDevices", { ListMFADevices: { MFADevices: [{}] } }, "failed"],
    "a denied policy": ["mfaPolicy", { GetUserPolicy: throwing("AccessDenied") }, "denied"],
    "an empty policy": ["mfaPolicy", { GetUserPolicy: { PolicyDocument: "" } }, "failed"],
    "keys of a user deleted meanwhile": ["accessKeys", { ListAccessKeys: throwing("NoSuchEntity") }, "gone"],
    "keys whose use is denied": [
      "accessKeys",
      { ListAccessKeys: { AccessKeyMetadata: [key] }, GetAccessKeyLastUsed: throwing("AccessDenied") },
      "denied",
    ],
    "a key without a date": [
      "accessKeys",
      { ListAccessKeys: { AccessKeyMetadata: [{ ...key, CreateDate: undefined }] }, GetAccessKeyLastUsed: {} },
      "failed",
    ],
    "a key of an unknown status": [
      "accessKeys",
      { ListAccessKeys: { AccessKeyMetadata: [{ ...key, Status: "Paused" }] }, GetAccessKeyLastUsed: {} },
      "failed",
    ],
    "denied tags": ["tags", { ListUserTags: throwing("AccessDenied") }, "denied"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [aspect, answers, kind]) => {
    expect((await look(aspect, answers)).known?.failure?.kind).toBe(kind);
  });
});
