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
  virtualRootDevices: "ListVirtualMFADevices",
  contactFields: "GetContactInformation",
  securityContactFields: "GetAlternateContact",
  supportAccess: "ListEntitiesForPolicy",
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
    "root with MFA": ["summary", { SummaryMap: { AccountMFAEnabled: 1, Groups: 3 } }, { AccountMFAEnabled: 1 }],
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

  const rootDevice = "arn:aws:iam::111111111111:mfa/root-account-mfa-device";
  const renamed = { SerialNumber: "arn:aws:iam::111111111111:mfa/phone", User: { Arn: "arn:aws:iam::111111111111:root" } };
  const ofUser = { SerialNumber: "arn:aws:iam::111111111111:mfa/ann", User: { Arn: "arn:aws:iam::111111111111:user/ann" } };
  const twoPages = (first: object, second: object) => (input: { Marker?: string }) =>
    input.Marker ? second : { ...first, IsTruncated: true, Marker: "2" };
  const nobody = { roles: [], users: [], groups: [] };
  const evidence: Record<string, [aspect: string, answer: object, value: unknown]> = {
    "the root user's keys": [
      "summary",
      { SummaryMap: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 1, Users: 3, Groups: 2 } },
      { AccountMFAEnabled: 1, AccountAccessKeysPresent: 1, Users: 3 },
    ],
    "a virtual device of the root user with another name": [
      "virtualRootDevices",
      { VirtualMFADevices: [ofUser, renamed] },
      [renamed.SerialNumber],
    ],
    "one whose owner is left out": ["virtualRootDevices", { VirtualMFADevices: [{ SerialNumber: rootDevice }] }, [rootDevice]],
    "one on the second page": [
      "virtualRootDevices",
      twoPages({ VirtualMFADevices: [ofUser] }, { VirtualMFADevices: [renamed] }),
      [renamed.SerialNumber],
    ],
    "devices of users only": ["virtualRootDevices", { VirtualMFADevices: [ofUser] }, []],
    "contact details by the names of their fields": [
      "contactFields",
      { ContactInformation: { FullName: "Ann", City: " ", PhoneNumber: "+1" } },
      ["FullName", "PhoneNumber"],
    ],
    "no contact details": ["contactFields", throwing("ResourceNotFoundException"), []],
    "a security contact": [
      "securityContactFields",
      { AlternateContact: { AlternateContactType: "SECURITY", EmailAddress: "a@example.com", Name: "" } },
      ["AlternateContactType", "EmailAddress"],
    ],
    "no security contact": ["securityContactFields", throwing("ResourceNotFoundException"), []],
    "holders of a policy on two pages": [
      "supportAccess",
      twoPages({ PolicyUsers: [{ UserName: "ann" }] }, { PolicyRoles: [{ RoleName: "support" }], PolicyGroups: [{ GroupName: "ops" }] }),
      { roles: ["support"], users: ["ann"], groups: ["ops"] },
    ],
    "nobody that has a policy": ["supportAccess", {}, nobody],
    "a policy that the partition lacks": ["supportAccess", throwing("NoSuchEntityException"), nobody],
  };
  it.each(Object.entries(evidence))("reads %s", async (_, [aspect, answer, value]) => {
    expect(await look(aspect, answer)).toEqual({ value });
  });

  it("asks for the security contact alone, for devices in use, and for policies of its own partition", async () => {
    const answers = { GetAlternateContact: {}, ListVirtualMFADevices: {}, ListEntitiesForPolicy: {} };
    const aws = fakeAws({ answers, region: "us-gov-west-1" });
    for (const aspect of ["securityContactFields", "virtualRootDevices", "supportAccess", "cloudShellAccess"])
      await lookAtAspect(account, aws, aspect, [{ id }]);
    const holders = { PolicyUsageFilter: "PermissionsPolicy", MaxItems: 1000 };
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { AlternateContactType: "SECURITY" },
      { AssignmentStatus: "Assigned", MaxItems: 1000 },
      { ...holders, PolicyArn: "arn:aws-us-gov:iam::aws:policy/AWSSupportAccess" },
      { ...holders, PolicyArn: "arn:aws-us-gov:iam::aws:policy/AWSCloudShellFullAccess" },
    ]);
  });

  const saml = { SAMLProviderList: [{ Arn: "arn:aws:iam::111111111111:saml-provider/AWSSSO_1_DO_NOT_DELETE" }] };
  const oidc = { OpenIDConnectProviderList: [{ Arn: "arn:aws:iam::111111111111:oidc-provider/example.com/path" }] };
  const providers: Record<string, [answers: Record<string, object>, known: object]> = {
    "of both kinds": [
      { ListSAMLProviders: saml, ListOpenIDConnectProviders: oidc },
      { value: { saml: ["AWSSSO_1_DO_NOT_DELETE"], oidc: ["example.com/path"] } },
    ],
    none: [{ ListSAMLProviders: {}, ListOpenIDConnectProviders: {} }, { value: { saml: [], oidc: [] } }],
    "where those of SAML are denied": [
      { ListSAMLProviders: throwing("AccessDenied"), ListOpenIDConnectProviders: oidc },
      { failure: { kind: "denied" } },
    ],
    "where those of OpenID are denied": [
      { ListSAMLProviders: saml, ListOpenIDConnectProviders: throwing("AccessDenied") },
      { failure: { kind: "denied" } },
    ],
  };
  it.each(Object.entries(providers))("reads identity providers: %s", async (_, [answers, known]) => {
    expect((await lookAtAspect(account, fakeAws({ answers }), "identityProviders", [{ id }])).get(id)).toMatchObject(known);
  });

  const failures: Record<string, [aspect: string, answer: object, kind: string]> = {
    "a summary without the root user": ["summary", { SummaryMap: { Users: 3 } }, "failed"],
    "no summary": ["summary", {}, "failed"],
    "a denied summary": ["summary", throwing("AccessDenied"), "denied"],
    "a denied password policy": ["passwordPolicy", throwing("AccessDenied"), "denied"],
    "a denied public access block": ["publicAccessBlock", throwing("AccessDenied"), "denied"],
    "denied devices": ["virtualRootDevices", throwing("AccessDenied"), "denied"],
    "denied contact details": ["contactFields", throwing("AccessDeniedException"), "denied"],
    "a denied security contact": ["securityContactFields", throwing("AccessDeniedException"), "denied"],
    "denied holders of a policy": ["supportAccess", throwing("AccessDenied"), "denied"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [aspect, answer, kind]) => {
    expect((await look(aspect, answer))?.failure?.kind).toBe(kind);
  });
});
