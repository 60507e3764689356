import { CreateGroupCommand, CreateGroupMembershipCommand, CreateUserCommand, IdentitystoreClient } from "@aws-sdk/client-identitystore";
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { emulatorCredentials, emulatorAccount as own } from "@plumbline/testkit/emulator";
import { accessDenied, type Faults } from "@plumbline/testkit/faults";
import { emulatorUrl } from "@plumbline/testkit/worker-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "./world.fixture.ts";

const region = "us-east-1";
const deny = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "iam:*", Resource: "*" }] };
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** The emulator knows no boundaries of permission sets. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_GetPermissionsBoundaryForPermissionSet.html */
const noBoundary: Faults = ({ operation }) =>
  operation === "GetPermissionsBoundaryForPermissionSet"
    ? {
        status: 400,
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ __type: "ResourceNotFoundException", Message: "no boundary" }),
      }
    : undefined;

async function makeOrganization() {
  const client = new OrganizationsClient({ endpoint: emulatorUrl(), region, credentials: { ...emulatorCredentials } });
  const { Organization } = await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const root = Roots[0]?.Id ?? "";
  await client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: "SERVICE_CONTROL_POLICY" })).catch(() => undefined);
  const unit = await client.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: "workloads" }));
  const made = await client.send(
    new CreateAccountCommand({ AccountName: "shop", Email: "shop@example.com", Tags: [{ Key: "team", Value: "a" }] }),
  );
  const [unitId, account] = [unit.OrganizationalUnit?.Id ?? "", made.CreateAccountStatus?.AccountId ?? ""];
  await client.send(new MoveAccountCommand({ AccountId: account, SourceParentId: root, DestinationParentId: unitId }));
  const policy = await client.send(
    new CreatePolicyCommand({ Name: "no-iam", Description: "", Type: "SERVICE_CONTROL_POLICY", Content: JSON.stringify(deny) }),
  );
  const policyId = policy.Policy?.PolicySummary?.Id ?? "";
  await client.send(new AttachPolicyCommand({ PolicyId: policyId, TargetId: unitId }));
  client.destroy();
  return { id: Organization?.Id ?? "", root, unitId, account, policyId };
}

async function makeIdentityCenter(account: string) {
  const options = { endpoint: emulatorUrl(), region, credentials: { ...emulatorCredentials } };
  const [sso, store] = [new SSOAdminClient(options), new IdentitystoreClient(options)];
  const { Instances = [] } = await sso.send(new ListInstancesCommand({}));
  const { InstanceArn, IdentityStoreId } = Instances[0] ?? {};
  const { UserId } = await store.send(
    new CreateUserCommand({ IdentityStoreId, UserName: "ann", DisplayName: "Ann", Name: { GivenName: "Ann", FamilyName: "A" } }),
  );
  const { GroupId } = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: "admins", Description: "all of it" }));
  await store.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId: UserId ?? "" } }));
  const { PermissionSet } = await sso.send(new CreatePermissionSetCommand({ InstanceArn, Name: "read", SessionDuration: "PT1H" }));
  const names = { InstanceArn, PermissionSetArn: PermissionSet?.PermissionSetArn };
  await sso.send(new AttachManagedPolicyToPermissionSetCommand({ ...names, ManagedPolicyArn: readOnly }));
  await sso.send(
    new CreateAccountAssignmentCommand({
      ...names,
      TargetId: account,
      TargetType: "AWS_ACCOUNT",
      PrincipalType: "GROUP",
      PrincipalId: GroupId,
    }),
  );
  await sso.send(new ProvisionPermissionSetCommand({ ...names, TargetType: "AWS_ACCOUNT", TargetId: account }));
  for (const client of [sso, store]) client.destroy();
  return { userId: UserId, groupId: GroupId, permissionSet: PermissionSet?.PermissionSetArn };
}

let world: World;
let organization: Awaited<ReturnType<typeof makeOrganization>>;
let center: Awaited<ReturnType<typeof makeIdentityCenter>>;
beforeAll(async () => {
  world = await startWorld(emulatorUrl());
  organization = await makeOrganization();
  // The emulator provisions to the account that asks, whichever is named.
  center = await makeIdentityCenter(own);
  world.refused.faults = noBoundary;
});
afterAll(() => world.stop());

const collect = async (words: readonly string[]) => {
  const { code, stdout, stderr } = await world.run([
    "collect",
    "--json",
    "--regions",
    region,
    "--items",
    "organization,identity-center",
    ...words,
  ]);
  expect(stdout, stderr).not.toBe("");
  return { code, ...JSON.parse(stdout) };
};

describe("iam collect of an organization", () => {
  it("tells each account's way from the root with the policies of each level, and those of the management account limit nobody", async () => {
    expect(await collect(["--local"])).toMatchObject({ code: 0, incomplete: [] });
    const inventory = await world.inventory();
    const { id, root, unitId, account, policyId } = organization;
    expect(inventory.of("organization_account", account)).toMatchObject([
      {
        name: "shop",
        facts: { organization: id, email: "shop@example.com", status: "ACTIVE", path: [root, unitId], tags: { team: "a" } },
      },
    ]);
    const [shop] = inventory.of("organization_account", account);
    expect(shop?.facts.policies.map(({ target }) => target)).toEqual([root, unitId, account]);
    expect(shop?.facts.policies[1]?.policyIds).toContain(policyId);
    expect(inventory.of("organization_account", own)).toMatchObject([
      { facts: { path: [root], serviceControlPolicies: "on", policies: [] } },
    ]);
    expect(inventory.of("organization_policy", "")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: policyId,
          name: "no-iam",
          facts: { organization: id, isAwsManaged: false, document: deny, targets: [unitId] },
        }),
      ]),
    );
  });

  it("tells permission sets, users with their groups, and who has what in which account", async () => {
    const inventory = await world.inventory();
    expect(inventory.of("sso_permission_set", "")).toMatchObject([
      {
        id: center.permissionSet,
        name: "read",
        facts: { managedPolicies: [readOnly], inlinePolicy: null, boundary: null, sessionDuration: "PT1H" },
      },
    ]);
    expect(inventory.of("sso_user", "")).toMatchObject([{ id: center.userId, name: "ann", facts: { groupIds: [center.groupId] } }]);
    expect(inventory.of("sso_group", "")).toMatchObject([{ id: center.groupId, name: "admins", facts: { description: "all of it" } }]);
    const assigned = { permissionSetArn: center.permissionSet, principalKind: "GROUP", principalId: center.groupId };
    expect(inventory.of("sso_assignment", own)).toMatchObject([{ facts: assigned }]);
  });

  it("skips a member, which can't tell, with the reason, and no row goes", async () => {
    const before = await world.inventory();
    world.refused.faults = (call) =>
      call.service === "organizations" && call.operation === "ListAccounts" ? accessDenied(call) : undefined;
    const told = await collect(["--account", organization.account, "--items", "organization"]);
    world.refused.faults = noBoundary;
    expect(told).toMatchObject({
      ...{ code: 0, incomplete: [] },
      skipped: [
        { kinds: ["organization_account"], outcome: "skipped", message: expect.stringContaining(`management account ${own} tells`) },
        { kinds: ["organization_policy"], outcome: "skipped" },
      ],
    });
    expect((await world.inventory()).versions).toBe(before.versions);
  });
});
