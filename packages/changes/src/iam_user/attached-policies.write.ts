import { defineWriter } from "@plumbline/audit-kit/define";
import { setEdits } from "../principal/set-edits.ts";
import { iamUserAttachedPolicies } from "./attached-policies.ts";

/** One call for each policy that is not in both. */
export const writeIamUserAttachedPolicies = defineWriter(iamUserAttachedPolicies, async (aws, { id: UserName }, { from, to }) => {
  const { IAMClient, AttachUserPolicyCommand, DetachUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { added, removed } = setEdits(from, to);
  for (const PolicyArn of removed) await client.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  for (const PolicyArn of added) await client.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
});
