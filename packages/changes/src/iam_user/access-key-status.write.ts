import { defineWriter } from "@plumbline/audit-kit/define";
import { iamUserAccessKeyStatus } from "./access-key-status.ts";

/** One call for each key whose status differs. */
export const writeIamUserAccessKeyStatus = defineWriter(iamUserAccessKeyStatus, async (aws, { id }, { from, to }) => {
  const { IAMClient, UpdateAccessKeyCommand } = await import("@aws-sdk/client-iam");
  for (const [AccessKeyId, Status] of Object.entries(to))
    if (from[AccessKeyId] !== Status) await aws.client(IAMClient).send(new UpdateAccessKeyCommand({ UserName: id, AccessKeyId, Status }));
});
