import type { Place } from "@plumbline/audit-kit/survey";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import type { IamRecord } from "./kinds.ts";
import { lookAtListing, type Seat, seatOf } from "./look-at-listing.ts";
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
    const alone = throwing("AWSOrganizationsNotInUseException");
    expect(await look(organizationPolicies, { DescribeOrganization: alone, ListPolicies: alone })).toEqual({
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

it("seatOf leaves what is refused to the listing", async () => {
  const reasonOf = async (answers: Record<string, object>) => {
    const aws = fakeAws({ account, answers });
    const place: Place = { account, region: "us-east-1", required: true, shared: new Map(), aws: async () => aws };
    return (await seatOf(organizationPolicies, place))?.reason;
  };
  const DescribeOrganization = { Organization: { Id: "o-1", MasterAccountId: "222222222222" } };
  expect(await reasonOf({ DescribeOrganization, ListAccounts: throwing("AccessDeniedException") })).toContain("222222222222");
  expect(await reasonOf({ DescribeOrganization: throwing("AccessDeniedException") })).toBeUndefined();
});

describe("lookAtListing, of instances of Identity Center", () => {
  const [own, others] = ["arn:aws:sso:::instance/own", "arn:aws:sso:::instance/others"] as const;
  const sees = (...arns: readonly string[]) => ({
    Instances: arns.map((InstanceArn) => ({
      InstanceArn,
      IdentityStoreId: InstanceArn,
      OwnerAccountId: InstanceArn === own ? account : "2",
    })),
  });
  const ListGroups = { Groups: [{ GroupId: "g1", DisplayName: "one" }] };
  const why = `${others} is told of by its account 2`;
  const partly = (id: string) => ({ id, why: `${id} could be read for a part of the time alone; look again` });
  const seat = (told: readonly string[], unread: readonly string[] = []): Seat => ({
    ...{ reason: undefined, instances: { told, unread: unread.map((id) => ({ id, why })) } },
  });
  /** What ListInstances answers to the listing, and what afterwards. */
  const rows: Record<string, { before?: Seat; listed: object; after?: object; is: object }> = {
    "names those that it read, also without a group": { listed: sees(own), is: { outcome: "ok", told: [own], unread: [] } },
    "names one that it sees and may not read": {
      ...{ before: seat([own], [others]), listed: sees(own, others) },
      is: { outcome: "ok", told: [own], unread: [{ id: others, why }] },
    },
    "has not read one that it could not read before": {
      ...{ before: seat([], [own]), listed: sees(own), is: { outcome: "ok", told: [], unread: [{ id: own, why }] } },
    },
    "has not read one that went away meanwhile": {
      ...{ before: seat([own]), listed: sees(own), after: sees(), is: { outcome: "ok", told: [], unread: [partly(own)] } },
    },
    "is incomplete where AWS does not say afterwards what could be read": {
      ...{ before: seat([own]), listed: sees(own), after: throwing("ThrottlingException"), is: { outcome: "throttled" } },
    },
  };
  it.each(Object.entries(rows))("%s", async (_, { before, listed, after = listed, is }) => {
    let asked = 0;
    const ListInstances = (input: object) => {
      const answer = asked++ === 0 ? listed : after;
      return typeof answer === "function" ? answer(input) : answer;
    };
    const aws = fakeAws({ account, answers: { ListInstances, ListPermissionSets: throwing("AccessDeniedException"), ListGroups } });
    const place: Place = { account, region: "eu-west-1", required: true, shared: new Map(), aws: async () => aws };
    const taken: IamRecord[] = [];
    const take = async (all: readonly IamRecord[]) => void taken.push(...all);
    const looked = await lookAtListing(ssoGroups, { place, partition: "aws", limit: (task) => task(), seat: before, take });
    expect(looked).toMatchObject([{ kind: "sso_group", ...is }]);
    expect(taken).toMatchObject([{ id: "g1", facts: { instance: own } }]);
  });
});
