import { defineWriter } from "@plumbline/audit-kit/define";
import { inlineEdits } from "../principal/inline.ts";
import { iamRoleInlinePolicies } from "./inline-policies.ts";

/** Deletes first: what all inline policies of a role may hold together is limited. */
export const writeIamRoleInlinePolicies = defineWriter(iamRoleInlinePolicies, async (aws, { id: RoleName }, { from, to }) => {
  const { IAMClient, PutRolePolicyCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { deleted, put } = inlineEdits(from, to);
  for (const PolicyName of deleted) await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  for (const { name, document } of put)
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: document }));
});
