import { defineWriter } from "@plumbline/audit-kit/define";
import { setEdits } from "../principal/set-edits.ts";
import { iamGroupAttachedPolicies } from "./attached-policies.ts";

/** One call for each policy that is not in both. */
export const writeIamGroupAttachedPolicies = defineWriter(iamGroupAttachedPolicies, async (aws, { id: GroupName }, { from, to }) => {
  const { IAMClient, AttachGroupPolicyCommand, DetachGroupPolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { added, removed } = setEdits(from, to);
  for (const PolicyArn of removed) await client.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
  for (const PolicyArn of added) await client.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
});
