import type { Root } from "@aws-sdk/client-organizations";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-organizations");
const guardrailTypes = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;

/** Which kinds of policy limit accounts, and the policies of one's own among them, each with what it is attached to. */
export const Guardrails = z.object({
  enabled: z.array(z.enum(guardrailTypes)),
  policies: z.array(z.object({ id: z.string().min(1), name: z.string(), type: z.enum(guardrailTypes), targets: z.array(z.string()) })),
});
type RawGuardrails = z.input<typeof Guardrails>;

/** What is directly below the root: units by id and name, and accounts by id. */
export const Units = z.object({
  root: z.string().min(1),
  units: z.array(z.object({ id: z.string().min(1), name: z.string() })),
  accounts: z.array(z.string().min(1)),
});

/** A delegated administrator, and the services for which it is one. */
export const Delegate = z.object({ account: z.string().min(1), services: z.array(z.string()) });

/** An organization has one root. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
async function readRoot(aws: Aws): Promise<Root> {
  const { OrganizationsClient, paginateListRoots } = await sdk();
  for await (const { Roots } of paginateListRoots({ client: aws.client(OrganizationsClient) }, {})) if (Roots?.[0]) return Roots[0];
  throw new Error("AWS's answer names no root of the organization");
}

/** Reads the policies that AWS itself did not make; only of kinds that are enabled, since the others limit nobody. */
export async function readGuardrails(aws: Aws): Promise<RawGuardrails> {
  const { OrganizationsClient, paginateListPolicies } = await sdk();
  const client = aws.client(OrganizationsClient);
  const { PolicyTypes = [] } = await readRoot(aws);
  const enabled = guardrailTypes.filter((type) => PolicyTypes.some(({ Type, Status }) => Type === type && Status === "ENABLED"));
  const policies: RawGuardrails["policies"] = [];
  for (const type of enabled) {
    for await (const page of paginateListPolicies({ client }, { Filter: type })) {
      const own = (page.Policies ?? []).filter(({ AwsManaged }) => AwsManaged !== true);
      for (const { Id = "", Name = "" } of own) policies.push({ id: Id, name: Name, type, targets: await readTargets(aws, Id) });
    }
  }
  return { enabled, policies };
}

/** Roots, units and accounts that a policy is attached to, by id, sorted. */
export async function readTargets(aws: Aws, PolicyId: string): Promise<string[]> {
  const { OrganizationsClient, paginateListTargetsForPolicy } = await sdk();
  const targets: string[] = [];
  for await (const page of paginateListTargetsForPolicy({ client: aws.client(OrganizationsClient) }, { PolicyId }))
    targets.push(...(page.Targets ?? []).flatMap(({ TargetId }) => TargetId ?? []));
  return targets.sort();
}

/** Reads the uppermost level alone, whatever is below it: a call or two, however large the organization is. */
export async function readUnits(aws: Aws): Promise<z.input<typeof Units>> {
  const { OrganizationsClient, paginateListAccountsForParent, paginateListOrganizationalUnitsForParent } = await sdk();
  const client = aws.client(OrganizationsClient);
  const { Id: root = "" } = await readRoot(aws);
  const [units, accounts]: [{ id: string; name: string }[], string[]] = [[], []];
  for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId: root }))
    units.push(...(page.OrganizationalUnits ?? []).map(({ Id = "", Name = "" }) => ({ id: Id, name: Name })));
  for await (const page of paginateListAccountsForParent({ client }, { ParentId: root }))
    accounts.push(...(page.Accounts ?? []).map(({ Id = "" }) => Id));
  return { root, units, accounts: accounts.sort() };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export async function readDelegates(aws: Aws): Promise<z.input<typeof Delegate>[]> {
  const { OrganizationsClient, paginateListDelegatedAdministrators, paginateListDelegatedServicesForAccount } = await sdk();
  const client = aws.client(OrganizationsClient);
  const delegates: z.input<typeof Delegate>[] = [];
  for await (const page of paginateListDelegatedAdministrators({ client }, {})) {
    for (const { Id: account = "" } of page.DelegatedAdministrators ?? []) {
      const services: string[] = [];
      for await (const { DelegatedServices } of paginateListDelegatedServicesForAccount({ client }, { AccountId: account }))
        services.push(...(DelegatedServices ?? []).flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []));
      delegates.push({ account, services: services.sort() });
    }
  }
  return delegates;
}
