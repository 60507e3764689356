import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-sso-admin");

/** What a permission set allows; `inline` is the text of a policy, a boundary a policy's ARN, or the name of the account's own. */
export const Policies = z.object({
  managed: z.array(z.string()),
  customer: z.array(z.object({ name: z.string(), path: z.string() })),
  inline: z.string().nullable(),
  boundary: z.string().nullable(),
});
export const Assignment = z.object({
  account: z.string().regex(/^\d{12}$/),
  principalKind: z.enum(["USER", "GROUP"]),
  principalId: z.string().min(1),
});

interface PermissionSet {
  readonly id: string;
  readonly instance: string;
}
const namesOf = ({ id, instance }: PermissionSet) => ({ InstanceArn: instance, PermissionSetArn: id });

/** Reads all four kinds of policies of a permission set. https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html */
export async function readPermissionPolicies(aws: Aws, set: PermissionSet): Promise<z.input<typeof Policies>> {
  const sso = await sdk();
  const client = aws.client(sso.SSOAdminClient);
  const managed: string[] = [];
  const customer: { name: string; path: string }[] = [];
  for await (const page of sso.paginateListManagedPoliciesInPermissionSet({ client }, namesOf(set)))
    managed.push(...(page.AttachedManagedPolicies ?? []).flatMap(({ Arn }) => Arn ?? []));
  for await (const page of sso.paginateListCustomerManagedPolicyReferencesInPermissionSet({ client }, namesOf(set)))
    for (const { Name = "", Path = "/" } of page.CustomerManagedPolicyReferences ?? []) customer.push({ name: Name, path: Path });
  const { InlinePolicy } = await client.send(new sso.GetInlinePolicyForPermissionSetCommand(namesOf(set)));
  const bounded = await unlessGone(["ResourceNotFoundException"], () =>
    client.send(new sso.GetPermissionsBoundaryForPermissionSetCommand(namesOf(set))),
  );
  const { ManagedPolicyArn, CustomerManagedPolicyReference: own } = bounded?.PermissionsBoundary ?? {};
  return {
    managed: managed.sort(),
    customer: customer.sort((a, b) => (a.path + a.name < b.path + b.name ? -1 : 1)),
    inline: InlinePolicy || null,
    boundary: ManagedPolicyArn ?? (own ? `${own.Path ?? "/"}${own.Name}` : null),
  };
}

/** Reads who has a permission set, account by account; a set that was never provisioned has no accounts. */
export async function readAssignments(aws: Aws, set: PermissionSet): Promise<z.input<typeof Assignment>[]> {
  const { SSOAdminClient, paginateListAccountAssignments, paginateListAccountsForProvisionedPermissionSet } = await sdk();
  const client = aws.client(SSOAdminClient);
  const all: z.input<typeof Assignment>[] = [];
  for await (const { AccountIds } of paginateListAccountsForProvisionedPermissionSet({ client }, namesOf(set)))
    for (const AccountId of AccountIds ?? [])
      for await (const page of paginateListAccountAssignments({ client }, { ...namesOf(set), AccountId }))
        for (const one of page.AccountAssignments ?? [])
          all.push(Assignment.parse({ account: AccountId, principalKind: one.PrincipalType, principalId: one.PrincipalId }));
  return all;
}
