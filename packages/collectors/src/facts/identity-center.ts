import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import type { Instances } from "./instances.ts";

const sdk = () => import("@aws-sdk/client-sso-admin");

/** An instance of IAM Identity Center, which lives in one region, and the store of its users. */
export interface Instance {
  readonly arn: string;
  readonly store: string;
  /** Whose it is: the management account's, or an account's own. */
  readonly owner: string;
}

export const instanceActions: readonly IamAction[] = ["sso:ListInstances", "sso:ListPermissionSets"];

/** The instances of a region that an account sees, also those of others. https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html */
async function listInstances(aws: Aws): Promise<readonly Instance[]> {
  const { SSOAdminClient, paginateListInstances } = await sdk();
  const instances: Instance[] = [];
  for await (const page of paginateListInstances({ client: aws.client(SSOAdminClient) }, {}))
    for (const { InstanceArn = "", IdentityStoreId = "", OwnerAccountId } of page.Instances ?? [])
      instances.push({ arn: InstanceArn, store: IdentityStoreId, owner: OwnerAccountId ?? aws.account });
  return instances;
}

/** A member of an organization sees its instance, and may read it only as a delegated administrator. */
async function mayRead(aws: Aws, { arn: InstanceArn, owner }: Instance): Promise<boolean> {
  if (owner === aws.account) return true;
  const { SSOAdminClient, ListPermissionSetsCommand } = await sdk();
  try {
    await aws.client(SSOAdminClient).send(new ListPermissionSetsCommand({ InstanceArn, MaxResults: 1 }));
    return true;
  } catch (error) {
    if (failureOf(error).kind !== "denied") throw error;
    return false;
  }
}

/** The instances of a region that an account sees, by whether it may tell of them. */
async function lookAtInstances(aws: Aws): Promise<{ readonly readable: readonly Instance[]; readonly unread: readonly Instance[] }> {
  const instances = await listInstances(aws);
  const may = await Promise.all(instances.map((one) => mayRead(aws, one)));
  return { readable: instances.filter((_, index) => may[index]), unread: instances.filter((_, index) => !may[index]) };
}

/** The instances of a region of which an account may tell. */
export const readInstances = async (aws: Aws): Promise<readonly Instance[]> => (await lookAtInstances(aws)).readable;

const whyUnread = ({ arn, owner }: Instance): string => `${arn} is told of by its account ${owner}`;

/** The instances that an account sees in a region: those that it may read, and those that it may not, with who is the one to ask. */
export async function seenInstances(aws: Aws): Promise<Instances> {
  const { readable, unread } = await lookAtInstances(aws);
  return { told: readable.map(({ arn }) => arn), unread: unread.map((one) => ({ id: one.arn, why: whyUnread(one) })) };
}
