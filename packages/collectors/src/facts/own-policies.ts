import type { Aws, PerResource } from "@plumbline/audit-kit/define";
import { z } from "zod";

const sdk = () => import("@aws-sdk/client-iam");
interface Named {
  readonly id: string;
}
/** ARNs, sorted: AWS lists them in the order in which they were attached, which an undo would not give back. */
const Arns = z.array(z.string().min(1));
/** By name, each with its text as it was put: an undo writes the very same text. */
const Inline = z.array(z.object({ name: z.string().min(1), document: z.string() }));
type Inline = z.output<typeof Inline>;

/** IAM answers the text percent-encoded by RFC 3986, in which a sign such as `%` never stands bare. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html */
const decoded = (text = ""): string => (/^\s*[{[]/.test(text) ? text : decodeURIComponent(text));

async function readInline(names: AsyncIterable<readonly string[] | undefined>, read: (name: string) => Promise<string | undefined>) {
  const policies: Inline = [];
  for await (const page of names)
    policies.push(...(await Promise.all((page ?? []).map(async (name) => ({ name, document: decoded(await read(name)) })))));
  return policies.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readAll<P>(pages: AsyncIterable<P>, of: (page: P) => readonly (string | undefined)[] | undefined): Promise<string[]> {
  const all: string[] = [];
  for await (const page of pages) for (const one of of(page) ?? []) all.push(z.string().parse(one));
  return all.sort();
}
const arnsIn = ({ AttachedPolicies = [] }: { AttachedPolicies?: readonly { PolicyArn?: string | undefined }[] | undefined }) =>
  AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
async function* namesIn(pages: AsyncIterable<{ PolicyNames: readonly string[] | undefined }>) {
  for await (const { PolicyNames } of pages) yield PolicyNames;
}

/** The managed policies of one user, read by themselves: the details of the whole account are too much to look at one change. */
export const userAttachedPolicies = {
  iam: ["iam:ListAttachedUserPolicies"],
  schema: Arns,
  async fetch(aws: Aws, { id }: Named) {
    const { IAMClient, paginateListAttachedUserPolicies } = await sdk();
    return readAll(paginateListAttachedUserPolicies({ client: aws.client(IAMClient) }, { UserName: id }), arnsIn);
  },
} satisfies PerResource;

/** The inline policies of one user. */
export const userInlinePolicies = {
  iam: ["iam:ListUserPolicies", "iam:GetUserPolicy"],
  schema: Inline,
  async fetch(aws: Aws, { id: UserName }: Named) {
    const { IAMClient, paginateListUserPolicies, GetUserPolicyCommand } = await sdk();
    const client = aws.client(IAMClient);
    return readInline(namesIn(paginateListUserPolicies({ client }, { UserName })), async (PolicyName) => {
      const { PolicyDocument } = await client.send(new GetUserPolicyCommand({ UserName, PolicyName }));
      return PolicyDocument;
    });
  },
} satisfies PerResource;

/** The names of the groups that a user is in. */
export const userGroups = {
  iam: ["iam:ListGroupsForUser"],
  schema: z.array(z.string().min(1)),
  async fetch(aws: Aws, { id }: Named) {
    const { IAMClient, paginateListGroupsForUser } = await sdk();
    const pages = paginateListGroupsForUser({ client: aws.client(IAMClient) }, { UserName: id });
    return readAll(pages, ({ Groups }) => Groups?.map(({ GroupName }) => GroupName));
  },
} satisfies PerResource;

/** The managed policies of one role. */
export const roleAttachedPolicies = {
  iam: ["iam:ListAttachedRolePolicies"],
  schema: Arns,
  async fetch(aws: Aws, { id }: Named) {
    const { IAMClient, paginateListAttachedRolePolicies } = await sdk();
    return readAll(paginateListAttachedRolePolicies({ client: aws.client(IAMClient) }, { RoleName: id }), arnsIn);
  },
} satisfies PerResource;

/** The inline policies of one role. */
export const roleInlinePolicies = {
  iam: ["iam:ListRolePolicies", "iam:GetRolePolicy"],
  schema: Inline,
  async fetch(aws: Aws, { id: RoleName }: Named) {
    const { IAMClient, paginateListRolePolicies, GetRolePolicyCommand } = await sdk();
    const client = aws.client(IAMClient);
    return readInline(namesIn(paginateListRolePolicies({ client }, { RoleName })), async (PolicyName) => {
      const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return PolicyDocument;
    });
  },
} satisfies PerResource;

/** The managed policies of one group. */
export const groupAttachedPolicies = {
  iam: ["iam:ListAttachedGroupPolicies"],
  schema: Arns,
  async fetch(aws: Aws, { id }: Named) {
    const { IAMClient, paginateListAttachedGroupPolicies } = await sdk();
    return readAll(paginateListAttachedGroupPolicies({ client: aws.client(IAMClient) }, { GroupName: id }), arnsIn);
  },
} satisfies PerResource;

/** The inline policies of one group. */
export const groupInlinePolicies = {
  iam: ["iam:ListGroupPolicies", "iam:GetGroupPolicy"],
  schema: Inline,
  async fetch(aws: Aws, { id: GroupName }: Named) {
    const { IAMClient, paginateListGroupPolicies, GetGroupPolicyCommand } = await sdk();
    const client = aws.client(IAMClient);
    return readInline(namesIn(paginateListGroupPolicies({ client }, { GroupName })), async (PolicyName) => {
      const { PolicyDocument } = await client.send(new GetGroupPolicyCommand({ GroupName, PolicyName }));
      return PolicyDocument;
    });
  },
} satisfies PerResource;
