import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-organizations");

/** Where an account stands: root and units from the top down, and the service control policies of each level, which count where they are on. */
export const Standing = z.object({
  path: z.array(z.string()),
  serviceControlPolicies: z.enum(["on", "off"]),
  policies: z.array(z.object({ target: z.string(), policyIds: z.array(z.string()) })),
});
type Standing = z.output<typeof Standing>;

/** Reads all levels of the organization: the accounts of each unit, with the way to it from the top. */
async function readPaths(aws: Aws): Promise<{ readonly paths: ReadonlyMap<string, readonly string[]>; readonly isLimited: boolean }> {
  const { OrganizationsClient, paginateListAccountsForParent, paginateListOrganizationalUnitsForParent, paginateListRoots } = await sdk();
  const client = aws.client(OrganizationsClient);
  const paths = new Map<string, readonly string[]>();
  let isLimited = false;
  async function below(path: readonly string[], ParentId: string): Promise<void> {
    for await (const page of paginateListAccountsForParent({ client }, { ParentId }))
      for (const { Id } of page.Accounts ?? []) if (Id) paths.set(Id, path);
    for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId }))
      for (const { Id } of page.OrganizationalUnits ?? []) if (Id) await below([...path, Id], Id);
  }
  for await (const page of paginateListRoots({ client }, {}))
    for (const { Id = "", PolicyTypes = [] } of page.Roots ?? []) {
      isLimited ||= PolicyTypes.some(({ Type, Status }) => Type === "SERVICE_CONTROL_POLICY" && Status === "ENABLED");
      await below([Id], Id);
    }
  return { paths, isLimited };
}

/** The ids of the service control policies of each root, unit and account that has any, by the target's id. */
async function readAttachments(aws: Aws): Promise<ReadonlyMap<string, readonly string[]>> {
  const { OrganizationsClient, paginateListPolicies, paginateListTargetsForPolicy } = await sdk();
  const client = aws.client(OrganizationsClient);
  const all = new Map<string, string[]>();
  for await (const page of paginateListPolicies({ client }, { Filter: "SERVICE_CONTROL_POLICY" }))
    for (const { Id: PolicyId = "" } of page.Policies ?? [])
      for await (const { Targets } of paginateListTargetsForPolicy({ client }, { PolicyId }))
        for (const { TargetId = "" } of Targets ?? []) all.set(TargetId, [...(all.get(TargetId) ?? []), PolicyId]);
  return all;
}

/**
 * Where each account stands, by its id. No level has policies where service control policies are switched off, and the management account's
 * has none ever: they limit nobody there. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export async function readStandings(aws: Aws): Promise<ReadonlyMap<string, Standing>> {
  const { OrganizationsClient, DescribeOrganizationCommand } = await sdk();
  const { Organization } = await aws.client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  const { paths, isLimited } = await readPaths(aws);
  const attached = isLimited ? await readAttachments(aws) : new Map<string, readonly string[]>();
  const levelsOf = (account: string, path: readonly string[]) =>
    isLimited && account !== Organization?.MasterAccountId
      ? [...path, account].map((target) => ({ target, policyIds: (attached.get(target) ?? []).toSorted() }))
      : [];
  const serviceControlPolicies = isLimited ? "on" : "off";
  return new Map(
    [...paths].map(([account, path]) => [account, { path: [...path], serviceControlPolicies, policies: levelsOf(account, path) }]),
  );
}
