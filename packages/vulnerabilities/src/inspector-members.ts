import type { Aws } from "@plumbline/aws-session/aws";

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListMembers.html */
const membersOfPage = 50;

/**
 * The ids of the accounts that are members of a delegated administrator of Inspector in its place, and that it scans there. An account that
 * administers none is refused, or has none. Rejects with an AwsError when it could not look.
 */
export async function inspectorMembers(aws: Aws): Promise<string[]> {
  const { Inspector2Client, ListMembersCommand } = await import("@aws-sdk/client-inspector2");
  const inspector = aws.client(Inspector2Client);
  const found: string[] = [];
  let token: string | undefined;
  do {
    const { members = [], nextToken } = await inspector.send(
      new ListMembersCommand({ onlyAssociated: true, maxResults: membersOfPage, ...(token === undefined ? {} : { nextToken: token }) }),
    );
    for (const { accountId, relationshipStatus } of members)
      if (accountId !== undefined && relationshipStatus === "ENABLED") found.push(accountId);
    token = nextToken || undefined;
  } while (token !== undefined);
  return found;
}
