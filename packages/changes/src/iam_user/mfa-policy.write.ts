import { defineWriter } from "@plumbline/audit-kit/define";
import { mfaPolicyName } from "@plumbline/collectors/facts/mfa-policy";
import { iamUserMfaPolicy } from "./mfa-policy.ts";

/** Puts or deletes the inline policy of that name; IAM keeps the others. */
export const writeIamUserMfaPolicy = defineWriter(iamUserMfaPolicy, async (aws, { id }, { to }) => {
  const { IAMClient, PutUserPolicyCommand, DeleteUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const names = { UserName: id, PolicyName: mfaPolicyName };
  const client = aws.client(IAMClient);
  return to
    ? client.send(new PutUserPolicyCommand({ ...names, PolicyDocument: JSON.stringify(to) }))
    : client.send(new DeleteUserPolicyCommand(names));
});
