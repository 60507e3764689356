import type { Aws, IamAction } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-organizations");
/** Organizations' words for "in no organization". */
export const alone = ["AWSOrganizationsNotInUseException", "OrganizationNotFoundException", "OrganizationNotFound"];

export const organizationSeatActions: readonly IamAction[] = ["organizations:DescribeOrganization", "organizations:ListAccounts"];

/**
 * Why a member can't tell of its organization: the management account and delegated administrators can. Undefined for these, and for an
 * account in no organization. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export async function whyNoOrganization(aws: Aws): Promise<string | undefined> {
  const { OrganizationsClient, DescribeOrganizationCommand, ListAccountsCommand } = await sdk();
  const client = aws.client(OrganizationsClient);
  const reply = await unlessGone(alone, () => client.send(new DescribeOrganizationCommand({})));
  const { Id, MasterAccountId } = reply?.Organization ?? {};
  if (MasterAccountId === undefined || MasterAccountId === aws.account) return undefined;
  try {
    await client.send(new ListAccountsCommand({ MaxResults: 1 }));
    return undefined;
  } catch (error) {
    if (failureOf(error).kind !== "denied") throw error;
    return `${aws.account} is a member of ${Id}, of which its management account ${MasterAccountId} tells`;
  }
}
