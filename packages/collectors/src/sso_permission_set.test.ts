import { findAll, listAll, lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { seenInstances } from "./facts/identity-center.ts";
import { ssoPermissionSet } from "./sso_permission_set.ts";

const [own, other] = ["111111111111", "222222222222"];
const instance = "arn:aws:sso:::instance/ssoins-1";
const set = (n: number) => `arn:aws:sso:::permissionSet/ssoins-1/ps-${n}`;
const instances = (OwnerAccountId: string) => ({ Instances: [{ InstanceArn: instance, IdentityStoreId: "d-1", OwnerAccountId }] });
const throwing = (code: string) => () => {
  throw awsFault(code);
};
const paged =
  <T extends object>(first: T, last: T) =>
  ({ NextToken }: { NextToken?: string }) =>
    NextToken ? last : { ...first, NextToken: "2" };
const sets = paged({ PermissionSets: [set(1)] }, { PermissionSets: [set(2)] });

describe("sso_permission_set", () => {
  it("lists every page of every instance, and finds one by its ARN", async () => {
    const aws = fakeAws({ account: own, answers: { ListInstances: instances(own), ListPermissionSets: sets } });
    expect(await listAll(ssoPermissionSet, aws)).toEqual([1, 2].map((n) => ({ id: set(n), instance })));
    expect([await findAll(ssoPermissionSet, aws, set(2)), await findAll(ssoPermissionSet, aws, set(3))]).toEqual([
      [{ id: set(2), instance }],
      [],
    ]);
  });

  const policies: Record<string, [answers: Record<string, object>, value: object]> = {
    "of every kind": [
      {
        ListManagedPoliciesInPermissionSet: paged({ AttachedManagedPolicies: [{ Arn: "b" }] }, { AttachedManagedPolicies: [{ Arn: "a" }] }),
        ListCustomerManagedPolicyReferencesInPermissionSet: { CustomerManagedPolicyReferences: [{ Name: "c" }] },
        GetInlinePolicyForPermissionSet: { InlinePolicy: "{}" },
        GetPermissionsBoundaryForPermissionSet: {
          PermissionsBoundary: { CustomerManagedPolicyReference: { Name: "limit", Path: "/x/" } },
        },
      },
      { managed: ["a", "b"], customer: [{ name: "c", path: "/" }], inline: "{}", boundary: "/x/limit" },
    ],
    "none at all": [
      {
        ListManagedPoliciesInPermissionSet: {},
        ListCustomerManagedPolicyReferencesInPermissionSet: {},
        GetInlinePolicyForPermissionSet: { InlinePolicy: "" },
        GetPermissionsBoundaryForPermissionSet: throwing("ResourceNotFoundException"),
      },
      { managed: [], customer: [], inline: null, boundary: null },
    ],
  };
  it.each(Object.entries(policies))("reads policies: %s", async (_, [answers, value]) => {
    const known = await lookAtAspect(ssoPermissionSet, fakeAws({ answers }), "policies", [{ id: set(1), ...{ instance } }]);
    expect(known.get(set(1))).toEqual({ value });
  });

  it("reads who has it in which account, page by page", async () => {
    const of = (PrincipalId: string) => ({ AccountAssignments: [{ PrincipalType: "USER" as const, PrincipalId }] });
    const answers = {
      ListAccountsForProvisionedPermissionSet: { AccountIds: [own, other] },
      ListAccountAssignments: ({ AccountId, NextToken }: { AccountId: string; NextToken?: string }) =>
        AccountId === other ? {} : NextToken ? of("b") : { ...of("a"), NextToken: "2" },
    };
    const known = await lookAtAspect(ssoPermissionSet, fakeAws({ answers }), "assignments", [{ id: set(1), ...{ instance } }]);
    expect(known.get(set(1))).toEqual({ value: ["a", "b"].map((principalId) => ({ account: own, principalKind: "USER", principalId })) });
  });
});

describe("seenInstances", () => {
  const seats: Record<string, { answers: Record<string, object>; told: readonly string[]; unread: readonly unknown[]; listed: number }> = {
    "its own instance": { answers: { ListInstances: instances(own), ListPermissionSets: sets }, told: [instance], unread: [], listed: 2 },
    "none in the region": { answers: { ListInstances: {} }, told: [], unread: [], listed: 0 },
    "that of another account, which lets it": {
      answers: { ListInstances: instances(other), ListPermissionSets: sets },
      ...{ told: [instance], unread: [], listed: 2 },
    },
    "that of another account, which does not": {
      answers: { ListInstances: instances(other), ListPermissionSets: throwing("AccessDeniedException") },
      ...{ told: [], unread: [{ id: instance, why: expect.stringContaining(`its account ${other}`) }], listed: 0 },
    },
  };
  it.each(Object.entries(seats))("%s", async (_, { answers, told, unread, listed }) => {
    const aws = fakeAws({ account: own, answers });
    expect([await seenInstances(aws), (await listAll(ssoPermissionSet, aws)).length]).toEqual([{ told, unread }, listed]);
  });
});
