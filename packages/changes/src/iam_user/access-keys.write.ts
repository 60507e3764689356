import { defineWriter } from "@plumbline/audit-kit/define";
import { iamUserAccessKeys } from "./access-keys.ts";

/** Only ever deletes; rejects, before any call, when it is asked for a key that is not there. */
export const writeIamUserAccessKeys = defineWriter(iamUserAccessKeys, async (aws, { id }, { from, to }) => {
  const lacking = to.filter((key) => !from.some((one) => one.id === key.id));
  if (lacking.length > 0)
    throw new RangeError(`${id}: access keys can be deleted, not given back: ${lacking.map((key) => key.id).join(", ")}`);
  const { IAMClient, DeleteAccessKeyCommand } = await import("@aws-sdk/client-iam");
  for (const { id: AccessKeyId } of from)
    if (!to.some((key) => key.id === AccessKeyId))
      await aws.client(IAMClient).send(new DeleteAccessKeyCommand({ UserName: id, AccessKeyId }));
});
