import { defineWriter } from "@plumbline/audit-kit/define";
import { quarantineName } from "@plumbline/collectors/facts/quarantine";
import { iamUserQuarantine } from "./quarantine.ts";

/** Puts or deletes the inline policy of that name; IAM keeps the others. */
export const writeIamUserQuarantine = defineWriter(iamUserQuarantine, async (aws, { id }, { to }) => {
  const { IAMClient, PutUserPolicyCommand, DeleteUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const names = { UserName: id, PolicyName: quarantineName };
  const client = aws.client(IAMClient);
  return to === null
    ? client.send(new DeleteUserPolicyCommand(names))
    : client.send(new PutUserPolicyCommand({ ...names, PolicyDocument: to }));
});
