import { defineWriter } from "@plumbline/audit-kit/define";
import { setEdits } from "../principal/set-edits.ts";
import { iamRoleAttachedPolicies } from "./attached-policies.ts";

/** One call for each policy that is not in both. */
export const writeIamRoleAttachedPolicies = defineWriter(iamRoleAttachedPolicies, async (aws, { id: RoleName }, { from, to }) => {
  const { IAMClient, AttachRolePolicyCommand, DetachRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { added, removed } = setEdits(from, to);
  for (const PolicyArn of removed) await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  for (const PolicyArn of added) await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
});
