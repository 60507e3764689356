import { defineWriter } from "@plumbline/audit-kit/define";
import { inlineEdits } from "../principal/inline.ts";
import { iamUserInlinePolicies } from "./inline-policies.ts";

/** Deletes first: what all inline policies of a user may hold together is limited. */
export const writeIamUserInlinePolicies = defineWriter(iamUserInlinePolicies, async (aws, { id: UserName }, { from, to }) => {
  const { IAMClient, PutUserPolicyCommand, DeleteUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { deleted, put } = inlineEdits(from, to);
  for (const PolicyName of deleted) await client.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  for (const { name, document } of put)
    await client.send(new PutUserPolicyCommand({ UserName, PolicyName: name, PolicyDocument: document }));
});
