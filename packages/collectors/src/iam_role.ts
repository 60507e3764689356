import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { roleDetails } from "./facts/account-details.ts";
import { roleAttachedPolicies, roleInlinePolicies } from "./facts/own-policies.ts";
import { rolePermissions } from "./facts/permissions.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { PolicyDocument, PolicyError, parsePolicy } from "./policy/document.ts";

const sdk = () => import("@aws-sdk/client-iam");
const source = "iam.amazonaws.com";
const roleName = "requestParameters.roleName";

/**
 * `trustPolicy` is null when its text can't be read; `unreadable` then holds the text, so that one such role does not end the listing.
 * `lastUsed` is told by `find` alone, since ListRoles leaves it out; null when the role was not used within the 400 days that AWS looks back.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
 */
const Base = z.object({
  id: z.string().min(1),
  roleId: z.string().min(1).optional(),
  path: z.string(),
  trustPolicy: PolicyDocument.nullable(),
  unreadable: z.string().default(""),
  lastUsed: z.iso.datetime().nullable().optional(),
});

interface Listed {
  readonly RoleName: string | undefined;
  readonly RoleId?: string | undefined;
  readonly Path: string | undefined;
  readonly AssumeRolePolicyDocument?: string | undefined;
  readonly RoleLastUsed?: { readonly LastUsedDate?: Date | undefined } | undefined;
}
const toBase = ({ RoleName, RoleId, Path, AssumeRolePolicyDocument, RoleLastUsed }: Listed) =>
  Base.parse({
    ...{ id: RoleName, roleId: RoleId, path: Path, ...toTrust(AssumeRolePolicyDocument) },
    ...(RoleLastUsed ? { lastUsed: RoleLastUsed.LastUsedDate?.toISOString() ?? null } : {}),
  });

function toTrust(text = "") {
  try {
    return { trustPolicy: parsePolicy(text) };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { trustPolicy: null, unreadable: text };
  }
}

/** An IAM role, named by its name; the listing tells its trust policy. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const iamRole = defineCollector({
  type: "iam_role",
  title: "IAM role",
  scope: "global",
  iam: ["iam:ListRoles"],
  findIam: ["iam:GetRole"],
  gone: ["NoSuchEntity", "NoSuchEntityException"],
  base: Base,
  async *list(aws) {
    const { IAMClient, paginateListRoles } = await sdk();
    for await (const page of paginateListRoles({ client: aws.client(IAMClient) }, { MaxItems: 1000 }))
      yield* (page.Roles ?? []).map(toBase);
  },
  async find(aws, id) {
    // Also an ARN, which ends with the name.
    const RoleName = id.slice(id.lastIndexOf("/") + 1);
    if (RoleName === "") return [];
    const { IAMClient, GetRoleCommand } = await sdk();
    const { Role } = await aws.client(IAMClient).send(new GetRoleCommand({ RoleName }));
    return Role ? [toBase(Role)] : [];
  },
  aspects: {
    permissions: rolePermissions,
    ...{ attachedPolicies: roleAttachedPolicies, inlinePolicies: roleInlinePolicies },
    details: roleDetails,
    tags: {
      iam: ["iam:ListRoleTags"],
      schema: Tags,
      async fetch(aws, { id }) {
        const { IAMClient, paginateListRoleTags } = await sdk();
        const tags: Tags = {};
        for await (const page of paginateListRoleTags({ client: aws.client(IAMClient) }, { RoleName: id }))
          Object.assign(tags, toTags(page.Tags));
        return tags;
      },
    },
  },
  events: [
    { source, name: "CreateRole", effect: "create", id: roleName },
    { source, name: "CreateServiceLinkedRole", effect: "create", id: "responseElements.role.roleName" },
    { source, name: "UpdateAssumeRolePolicy", effect: "update", touches: [], id: roleName },
    { source, name: "TagRole", effect: "update", touches: ["tags"], id: roleName },
    { source, name: "UntagRole", effect: "update", touches: ["tags"], id: roleName },
    { source, name: "DeleteRole", effect: "delete", id: roleName },
    { source, name: "DeleteServiceLinkedRole", effect: "delete", id: roleName },
  ],
});
