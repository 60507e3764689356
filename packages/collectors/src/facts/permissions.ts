import type { Aws, PerListing } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { partOf } from "./part-of.ts";

/** The text of an inline policy; a check that judges it reads it, so that one unreadable text is unknown for its own resource only. */
const Inline = z.object({ name: z.string(), document: z.string() });
const Permissions = z.object({ attached: z.array(z.string()), inline: z.array(Inline) });
type Permissions = z.output<typeof Permissions>;
const kinds = ["user", "role", "group"] as const;
type Kind = (typeof kinds)[number];
const Entry = z.object({ user: Permissions.optional(), role: Permissions.optional(), group: Permissions.optional() });

interface Listed {
  readonly AttachedManagedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
}
interface RawInline {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: string | undefined;
}
const toPermissions = ({ AttachedManagedPolicies = [] }: Listed, inline: readonly RawInline[] = []): Permissions => ({
  attached: AttachedManagedPolicies.map(({ PolicyArn = "" }) => PolicyArn),
  inline: inline.map(({ PolicyName = "", PolicyDocument = "" }) => ({ name: PolicyName, document: PolicyDocument })),
});

/**
 * Reads what policies all users, roles and groups of the account have, by name. One function for three types, so that they share its
 * pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
async function readPermissions(aws: Aws): Promise<ReadonlyMap<string, z.input<typeof Entry>>> {
  const { IAMClient, paginateGetAccountAuthorizationDetails } = await import("@aws-sdk/client-iam");
  const entries = new Map<string, Partial<Record<Kind, Permissions>>>();
  const note = (name = "", kind: Kind, permissions: Permissions) => entries.set(name, { ...entries.get(name), [kind]: permissions });
  const client = aws.client(IAMClient);
  for await (const page of paginateGetAccountAuthorizationDetails({ client }, { Filter: ["User", "Role", "Group"], MaxItems: 1000 })) {
    for (const one of page.UserDetailList ?? []) note(one.UserName, "user", toPermissions(one, one.UserPolicyList));
    for (const one of page.RoleDetailList ?? []) note(one.RoleName, "role", toPermissions(one, one.RolePolicyList));
    for (const one of page.GroupDetailList ?? []) note(one.GroupName, "group", toPermissions(one, one.GroupPolicyList));
  }
  return entries;
}

const permissionsOf = (kind: Kind) =>
  ({
    iam: ["iam:GetAccountAuthorizationDetails"],
    per: "listing",
    schema: partOf(Entry, (entry) => entry[kind], Permissions),
    fetch: readPermissions,
  }) as const satisfies PerListing;

/** The ARNs of the managed policies that are attached to a user, and its inline policies. */
export const userPermissions = permissionsOf("user");
export const rolePermissions = permissionsOf("role");
export const groupPermissions = permissionsOf("group");
