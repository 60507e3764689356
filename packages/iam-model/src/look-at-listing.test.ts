import type { Place } from "@plumbline/audit-kit/survey";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import type { IamRecord } from "./kinds.ts";
import { lookAtListing, skipReason } from "./look-at-listing.ts";
import type { Projection } from "./projection.ts";
import { credentials } from "./projections/iam_credential.ts";
import { oidcProviders } from "./projections/iam_oidc_provider.ts";
import { organizationPolicies } from "./projections/organization_policy.ts";
import { ssoGroups } from "./projections/sso_group.ts";

const account = "111111111111";
const throwing = (code: string) => () => {
  throw awsFault(code);
};
const CreateDate = new Date(0);
/** Two users with one key each; ann has a password, bob an MFA device. */
const whole = {
  ListUsers: { Users: ["ann", "bob"].map((UserName) => ({ UserName, UserId: `AIDA${UserName}` })) },
  ListAccessKeys: ({ UserName }: { UserName: string }) => ({
    AccessKeyMetadata: [{ AccessKeyId: `AKIA${UserName}`, Status: "Active", CreateDate }],
  }),
  GetAccessKeyLastUsed: { AccessKeyLastUsed: { LastUsedDate: CreateDate } },
  ListMFADevices: ({ UserName }: { UserName: string }) => ({
    MFADevices: UserName === "bob" ? [{ SerialNumber: "GAHT1", EnableDate: CreateDate }] : [],
  }),
  GetLoginProfile: ({ UserName }: { UserName: string }) => {
    if (UserName === "bob") throw awsFault("NoSuchEntityException");
    return { LoginProfile: { CreateDate } };
  },
};
async function look(projection: Projection, answers: Record<string, object>, required = true) {
  const records: IamRecord[] = [];
  const aws = fakeAws({ account, answers });
  const place: Place = { account, region: "eu-west-1", required, shared: new Map(), aws: async () => aws };
  const looked = await lookAtListing(projection, {
    ...{ place, partition: "aws", limit: (task) => task() },
    take: async (all) => void records.push(...all),
  });
  return {
    outcomes: Object.fromEntries(looked.map(({ kind, outcome }) => [kind, outcome])),
    ids: records.map(({ kind, id }) => `${kind} ${id}`),
  };
}
const allOk = { iam_access_key: "ok", iam_activity: "ok", iam_login_profile: "ok", iam_mfa_device: "ok" };
const keys = ["iam_access_key AKIAann", "iam_activity AKIAann", "iam_access_key AKIAbob", "iam_activity AKIAbob"];
const [mfa, login] = ["iam_mfa_device GAHT1", "iam_login_profile AIDAann"];

const rows: Record<string, { answers: Record<string, object>; outcomes: object; ids: readonly string[] }> = {
  "all of it": { answers: whole, outcomes: allOk, ids: [...keys, mfa, login] },
  "no user": { answers: { ListUsers: {} }, outcomes: allOk, ids: [] },
  "a refused aspect, of its own kinds alone": {
    answers: { ...whole, ListMFADevices: throwing("AccessDenied") },
    ...{ outcomes: { ...allOk, iam_mfa_device: "denied" }, ids: [...keys, login] },
  },
  "an aspect of two kinds": {
    answers: { ...whole, ListAccessKeys: throwing("ThrottlingException") },
    ...{ outcomes: { ...allOk, iam_access_key: "throttled", iam_activity: "throttled" }, ids: [mfa, login] },
  },
  "a user who is gone meanwhile, which is no gap": {
    answers: {
      ...whole,
      ListAccessKeys: (input: { UserName: string }) => {
        if (input.UserName === "bob") throw awsFault("NoSuchEntityException");
        return whole.ListAccessKeys(input);
      },
    },
    ...{ outcomes: allOk, ids: [...keys.slice(0, 2), mfa, login] },
  },
  "a refused listing, of every kind": {
    answers: { ListUsers: throwing("AccessDenied") },
    outcomes: { iam_access_key: "denied", iam_activity: "denied", iam_login_profile: "denied", iam_mfa_device: "denied" },
    ids: [],
  },
  "a listing that breaks off, and what it told": {
    answers: {
      ...whole,
      ListUsers: ({ Marker }: { Marker?: string }) => {
        if (Marker) throw awsFault("AccessDenied");
        return { ...whole.ListUsers, IsTruncated: true, Marker: "2" };
      },
    },
    outcomes: { iam_access_key: "denied", iam_activity: "denied", iam_login_profile: "denied", iam_mfa_device: "denied" },
    ids: [...keys, mfa, login],
  },
  "a user without an id": {
    answers: { ...whole, ListUsers: { Users: [{ UserName: "ann" }] } },
    outcomes: { iam_access_key: "failed", iam_activity: "failed", iam_login_profile: "failed", iam_mfa_device: "ok" },
    ids: [],
  },
};

describe("lookAtListing", () => {
  it.each(Object.entries(rows))("%s", async (_, { answers, outcomes, ids }) => {
    const seen = await look(credentials, answers);
    expect({ outcomes: seen.outcomes, ids: seen.ids.toSorted() }).toEqual({ outcomes, ids: [...ids].toSorted() });
  });

  it("is complete and empty where there is nothing, and where the account is in no organization", async () => {
    expect(await look(oidcProviders, { ListOpenIDConnectProviders: {} })).toEqual({ outcomes: { iam_oidc_provider: "ok" }, ids: [] });
    expect(await look(organizationPolicies, { ListPolicies: throwing("AWSOrganizationsNotInUseException") })).toEqual({
      ...{ outcomes: { organization_policy: "ok" }, ids: [] },
    });
    expect(await look(ssoGroups, { ListInstances: {} })).toEqual({ outcomes: { sso_group: "ok" }, ids: [] });
  });

  it("passes on what the taker throws", async () => {
    const aws = fakeAws({ account, answers: whole });
    const place: Place = { account, region: "eu-west-1", required: true, shared: new Map(), aws: async () => aws };
    const take = () => Promise.reject(new Error("no database"));
    await expect(lookAtListing(credentials, { place, partition: "aws", limit: (task) => task(), take })).rejects.toThrow("no database");
  });
});

it("skipReason leaves what is refused to the listing", async () => {
  const reasonOf = (answers: Record<string, object>) => {
    const aws = fakeAws({ account, answers });
    return skipReason(organizationPolicies, { account, region: "us-east-1", required: true, shared: new Map(), aws: async () => aws });
  };
  const DescribeOrganization = { Organization: { Id: "o-1", MasterAccountId: "222222222222" } };
  expect(await reasonOf({ DescribeOrganization, ListAccounts: throwing("AccessDeniedException") })).toContain("222222222222");
  expect(await reasonOf({ DescribeOrganization: throwing("AccessDeniedException") })).toBeUndefined();
});

it("lookAtListing names the instance of Identity Center that an account sees and may not read", async () => {
  const instances = ["own", "others"].map((name) => `arn:aws:sso:::instance/${name}`);
  const [own, others] = instances;
  const ListInstances = {
    Instances: instances.map((InstanceArn) => ({
      InstanceArn,
      IdentityStoreId: InstanceArn,
      OwnerAccountId: InstanceArn === own ? account : "2",
    })),
  };
  const ListPermissionSets = throwing("AccessDeniedException");
  const ListGroups = { Groups: [{ GroupId: "g1", DisplayName: "one" }] };
  const aws = fakeAws({ account, answers: { ListInstances, ListPermissionSets, ListGroups } });
  const place: Place = { account, region: "eu-west-1", required: true, shared: new Map(), aws: async () => aws };
  const taken: IamRecord[] = [];
  const take = async (all: readonly IamRecord[]) => void taken.push(...all);
  expect(await lookAtListing(ssoGroups, { place, partition: "aws", limit: (task) => task(), take })).toEqual([
    { kind: "sso_group", outcome: "ok", unread: [{ id: others, why: `${others} is told of by its account 2` }] },
  ]);
  expect(taken).toMatchObject([{ id: "g1", facts: { instance: own } }]);
});
