import { defineWriter } from "@plumbline/audit-kit/define";
import { setEdits } from "../principal/set-edits.ts";
import { iamUserGroups } from "./groups.ts";

/** One call for each group that is not in both. */
export const writeIamUserGroups = defineWriter(iamUserGroups, async (aws, { id: UserName }, { from, to }) => {
  const { IAMClient, AddUserToGroupCommand, RemoveUserFromGroupCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { added, removed } = setEdits(from, to);
  for (const GroupName of removed) await client.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
  for (const GroupName of added) await client.send(new AddUserToGroupCommand({ UserName, GroupName }));
});
