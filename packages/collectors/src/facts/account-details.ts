import type { GetAccountAuthorizationDetailsResponse, GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import type { Aws, PerListing } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { partOf } from "./part-of.ts";
import { Tags, toTags } from "./tags.ts";

const instant = z.iso.datetime();
/** The text of a policy as IAM has it: percent-encoded JSON as a rule. */
const text = z.string();
const attached = z.array(z.string());
const inline = z.array(z.object({ name: z.string(), document: text }));
const common = { id: z.string().min(1), arn: z.string().min(1), path: z.string(), createdAt: instant };

const User = z.object({
  ...common,
  boundary: z.string().nullable(),
  /** `id` is null where the same answer told no group of that name. */
  groups: z.array(z.object({ name: z.string(), id: z.string().nullable() })),
  ...{ attached, inline, tags: Tags },
});
const Group = z.object({ ...common, attached, inline });
const Role = z.object({
  ...common,
  trust: text,
  boundary: z.string().nullable(),
  instanceProfiles: z.array(z.string()),
  lastUsed: instant.nullable(),
  ...{ attached, inline, tags: Tags },
});
const ToldPolicy = z.object({
  ...common,
  name: z.string(),
  updatedAt: instant.nullable(),
  isAttachable: z.boolean(),
  attachments: z.number().nullable(),
  boundaryUses: z.number().nullable(),
  defaultVersion: z.string(),
  versions: z.array(z.object({ id: z.string(), createdAt: instant.nullable(), document: text.nullable() })),
});
/** A policy without its text would look like one that allows nothing. */
const Policy = ToldPolicy.transform(({ versions, ...policy }, context) => {
  const document = versions.find(({ id }) => id === policy.defaultVersion)?.document;
  if (document !== undefined && document !== null)
    return { ...policy, document, versions: versions.map(({ id, createdAt }) => ({ id, createdAt })) };
  context.addIssue({ code: "custom", message: `AWS left out the text of the default version ${policy.defaultVersion}` });
  return z.NEVER;
});
/** A user, a group and a role may have the same name. */
const Entry = z.object({ user: User.optional(), group: Group.optional(), role: Role.optional(), policy: ToldPolicy.optional() });
type Entry = z.input<typeof Entry>;

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
const arnsOf = (attachedPolicies: UserDetail["AttachedManagedPolicies"]): string[] =>
  (attachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
const inlineOf = (policies: UserDetail["UserPolicyList"]) =>
  (policies ?? [])
    .map(({ PolicyName = "", PolicyDocument = "" }) => ({ name: PolicyName, document: PolicyDocument }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
const commonOf = ({ Arn, Path, CreateDate }: UserDetail) => ({ arn: Arn ?? "", path: Path ?? "/", createdAt: iso(CreateDate) ?? "" });

const toUser = (user: UserDetail, groupIds: ReadonlyMap<string, string>) => ({
  ...{ id: user.UserId ?? "", ...commonOf(user), boundary: user.PermissionsBoundary?.PermissionsBoundaryArn ?? null },
  groups: (user.GroupList ?? []).toSorted().map((name) => ({ name, id: groupIds.get(name) ?? null })),
  ...{ attached: arnsOf(user.AttachedManagedPolicies), inline: inlineOf(user.UserPolicyList), tags: toTags(user.Tags) },
});
const toGroup = (group: GroupDetail) => ({
  ...{ id: group.GroupId ?? "", ...commonOf(group) },
  ...{ attached: arnsOf(group.AttachedManagedPolicies), inline: inlineOf(group.GroupPolicyList) },
});
const toRole = (role: RoleDetail) => ({
  ...{ id: role.RoleId ?? "", ...commonOf(role), trust: role.AssumeRolePolicyDocument ?? "" },
  boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
  instanceProfiles: (role.InstanceProfileList ?? []).flatMap(({ Arn }) => Arn ?? []).sort(),
  lastUsed: iso(role.RoleLastUsed?.LastUsedDate),
  ...{ attached: arnsOf(role.AttachedManagedPolicies), inline: inlineOf(role.RolePolicyList), tags: toTags(role.Tags) },
});
const toPolicy = (policy: ManagedPolicyDetail) => ({
  ...{ id: policy.PolicyId ?? "", ...commonOf(policy), name: policy.PolicyName ?? "", updatedAt: iso(policy.UpdateDate) },
  isAttachable: policy.IsAttachable ?? true,
  attachments: policy.AttachmentCount ?? null,
  boundaryUses: policy.PermissionsBoundaryUsageCount ?? null,
  defaultVersion: policy.DefaultVersionId ?? "",
  versions: (policy.PolicyVersionList ?? [])
    .map(({ VersionId = "", CreateDate, Document }) => ({ id: VersionId, createdAt: iso(CreateDate), document: Document ?? null }))
    .sort((a, b) => numberOf(b.id) - numberOf(a.id)),
});
/** `v12` comes after `v9`. */
const numberOf = (version: string): number => Number(version.slice(1));

/** What the pages of one pass tell: users, groups and roles by name, policies by ARN. */
function entriesOf(pages: readonly GetAccountAuthorizationDetailsResponse[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const put = (name: string | undefined, entry: Entry) => {
    if (name !== undefined) entries.set(name, { ...entries.get(name), ...entry });
  };
  const groups = pages.flatMap(({ GroupDetailList }) => GroupDetailList ?? []);
  const groupIds = new Map(groups.map(({ GroupName = "", GroupId = "" }) => [GroupName, GroupId]));
  for (const group of groups) put(group.GroupName, { group: toGroup(group) });
  for (const { UserDetailList = [], RoleDetailList = [], Policies = [] } of pages) {
    for (const user of UserDetailList) put(user.UserName, { user: toUser(user, groupIds) });
    for (const role of RoleDetailList) put(role.RoleName, { role: toRole(role) });
    for (const policy of Policies) put(policy.Arn, { policy: toPolicy(policy) });
  }
  return entries;
}

/**
 * Reads all pages of an account's details once, for four types: only together do they tell the id of the group that a user's list names.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
async function readAccountDetails(aws: Aws): Promise<ReadonlyMap<string, Entry>> {
  const { IAMClient, paginateGetAccountAuthorizationDetails } = await import("@aws-sdk/client-iam");
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  for await (const page of paginateGetAccountAuthorizationDetails({ client: aws.client(IAMClient) }, { MaxItems: 1000 })) pages.push(page);
  return entriesOf(pages);
}

const asked = { iam: ["iam:GetAccountAuthorizationDetails"], per: "listing", fetch: readAccountDetails } as const;

/** A user's groups, policies, boundary and tags. One that was made or deleted while we looked is `absent`, as with the others. */
export const userDetails = { ...asked, schema: partOf(Entry, ({ user }) => user, User) } satisfies PerListing;
/** A group's policies. */
export const groupDetails = { ...asked, schema: partOf(Entry, ({ group }) => group, Group) } satisfies PerListing;
/** A role's trust policy, policies, boundary, instance profiles, tags and last use. */
export const roleDetails = { ...asked, schema: partOf(Entry, ({ role }) => role, Role) } satisfies PerListing;
/** A managed policy with all its versions, newest first. */
export const policyDetails = { ...asked, schema: partOf(Entry, ({ policy }) => policy, Policy) } satisfies PerListing;
