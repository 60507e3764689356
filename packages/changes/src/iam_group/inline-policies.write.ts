import { defineWriter } from "@plumbline/audit-kit/define";
import { inlineEdits } from "../principal/inline.ts";
import { iamGroupInlinePolicies } from "./inline-policies.ts";

/** Deletes first: what all inline policies of a group may hold together is limited. */
export const writeIamGroupInlinePolicies = defineWriter(iamGroupInlinePolicies, async (aws, { id: GroupName }, { from, to }) => {
  const { IAMClient, PutGroupPolicyCommand, DeleteGroupPolicyCommand } = await import("@aws-sdk/client-iam");
  const client = aws.client(IAMClient);
  const { deleted, put } = inlineEdits(from, to);
  for (const PolicyName of deleted) await client.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName }));
  for (const { name, document } of put)
    await client.send(new PutGroupPolicyCommand({ GroupName, PolicyName: name, PolicyDocument: document }));
});
