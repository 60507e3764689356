import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import type { Instances } from "./instances.ts";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-organizations");
/** Organizations' words for "in no organization". */
export const alone = ["AWSOrganizationsNotInUseException", "OrganizationNotFoundException", "OrganizationNotFound"];

export const organizationSeatActions: readonly IamAction[] = ["organizations:DescribeOrganization", "organizations:ListAccounts"];

/**
 * The organization of an account, by whether it can tell of it: the management account and delegated administrators can, and other members can't.
 * An account in no organization has none. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export async function seenOrganization(aws: Aws): Promise<Instances> {
  const { OrganizationsClient, DescribeOrganizationCommand, ListAccountsCommand } = await sdk();
  const client = aws.client(OrganizationsClient);
  const reply = await unlessGone(alone, () => client.send(new DescribeOrganizationCommand({})));
  const { Id: id, MasterAccountId } = reply?.Organization ?? {};
  if (id === undefined) return { told: [], unread: [] };
  const whole = { told: [id], unread: [] };
  if (MasterAccountId === undefined || MasterAccountId === aws.account) return whole;
  try {
    await client.send(new ListAccountsCommand({ MaxResults: 1 }));
    return whole;
  } catch (error) {
    if (failureOf(error).kind !== "denied") throw error;
    return {
      told: [],
      unread: [{ id, why: `${aws.account} is a member of ${id}, of which its management account ${MasterAccountId} tells` }],
    };
  }
}
