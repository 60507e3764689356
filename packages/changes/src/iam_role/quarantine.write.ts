import { defineWriter } from "@plumbline/audit-kit/define";
import { quarantineName } from "@plumbline/collectors/facts/quarantine";
import { iamRoleQuarantine } from "./quarantine.ts";

/** Puts or deletes the inline policy of that name; IAM keeps the others. */
export const writeIamRoleQuarantine = defineWriter(iamRoleQuarantine, async (aws, { id }, { to }) => {
  const { IAMClient, PutRolePolicyCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const names = { RoleName: id, PolicyName: quarantineName };
  const client = aws.client(IAMClient);
  return to === null
    ? client.send(new DeleteRolePolicyCommand(names))
    : client.send(new PutRolePolicyCommand({ ...names, PolicyDocument: to }));
});
