import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { account } from "./account.ts";

const id = "111111111111";
const look = async (aspect: string, answer: object) =>
  (await lookAtAspect(account, fakeAws({ answers: { [operations[aspect] ?? ""]: answer } }), aspect, [{ id }])).get(id);
const operations: Record<string, string> = {
  summary: "GetAccountSummary",
  passwordPolicy: "GetAccountPasswordPolicy",
  publicAccessBlock: "GetPublicAccessBlock",
};
const throwing = (name: string) => () => {
  throw awsFault(name);
};

describe("account", () => {
  it("lists the account without a call", async () => {
    expect(await listAll(account, fakeAws({ answers: {} }))).toEqual([{ id }]);
  });

  const finds: Record<string, [asked: string, found: readonly object[]]> = {
    "by its id": ["111111111111", [{ id }]],
    "by the empty id of an event that names no account": ["", [{ id }]],
    "by a device of the root user": ["arn:aws:iam::111111111111:mfa/root-account-mfa-device", [{ id }]],
    "by a device in another partition": ["arn:aws-us-gov:iam::111111111111:mfa/root-account-mfa-device", [{ id }]],
    "not another account": ["222222222222", []],
    "not by a device of another account": ["arn:aws:iam::222222222222:mfa/root-account-mfa-device", []],
    "not by the serial number of a token": ["GAHT12345678", []],
  };
  it.each(Object.entries(finds))("finds it %s", async (_, [asked, found]) => {
    expect(await findAll(account, fakeAws({ answers: {} }), asked)).toEqual(found);
  });

  it("asks for the public access block of its own account", async () => {
    const aws = fakeAws({ answers: { GetPublicAccessBlock: {} }, account: id });
    await lookAtAspect(account, aws, "publicAccessBlock", [{ id }]);
    expect(aws.calls.map(({ service, input }) => [service, input])).toEqual([["s3-control", { AccountId: id }]]);
  });

  const strong = {
    MinimumPasswordLength: 14,
    RequireUppercaseCharacters: true,
    RequireLowercaseCharacters: true,
    RequireNumbers: true,
    RequireSymbols: true,
    PasswordReusePrevention: 24,
    MaxPasswordAge: 90,
  };
  const off = { RequireUppercaseCharacters: false, RequireLowercaseCharacters: false, RequireNumbers: false, RequireSymbols: false };
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  const values: Record<string, [aspect: string, answer: object, value: unknown]> = {
    "root with MFA": ["summary", { SummaryMap: { AccountMFAEnabled: 1, Users: 3 } }, { AccountMFAEnabled: 1 }],
    "root without MFA": ["summary", { SummaryMap: { AccountMFAEnabled: 0 } }, { AccountMFAEnabled: 0 }],
    "a password policy": ["passwordPolicy", { PasswordPolicy: { ...strong, AllowUsersToChangePassword: true } }, strong],
    "a password policy of which AWS says nothing": [
      "passwordPolicy",
      { PasswordPolicy: {} },
      { MinimumPasswordLength: 6, ...off, PasswordReusePrevention: 0, MaxPasswordAge: null },
    ],
    "no password policy": ["passwordPolicy", throwing("NoSuchEntityException"), null],
    "no password policy, by its older name": ["passwordPolicy", throwing("NoSuchEntity"), null],
    "a public access block": ["publicAccessBlock", { PublicAccessBlockConfiguration: all }, all],
    "a public access block with flags left out": [
      "publicAccessBlock",
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false },
    ],
    "no public access block": ["publicAccessBlock", throwing("NoSuchPublicAccessBlockConfiguration"), null],
    "an empty reply on the public access block": ["publicAccessBlock", {}, null],
  };
  it.each(Object.entries(values))("reads %s", async (_, [aspect, answer, value]) => {
    expect(await look(aspect, answer)).toEqual({ value });
  });

  const failures: Record<string, [aspect: string, answer: object, kind: string]> = {
    "a summary without the root user": ["summary", { SummaryMap: { Users: 3 } }, "failed"],
    "no summary": ["summary", {}, "failed"],
    "a denied summary": ["summary", throwing("AccessDenied"), "denied"],
    "a denied password policy": ["passwordPolicy", throwing("AccessDenied"), "denied"],
    "a denied public access block": ["publicAccessBlock", throwing("AccessDenied"), "denied"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [aspect, answer, kind]) => {
    expect((await look(aspect, answer))?.failure?.kind).toBe(kind);
  });
});
