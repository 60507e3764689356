import { defineWriter } from "@plumbline/audit-kit/define";
import { iamUserLoginProfile } from "./login-profile.ts";

/** Only ever deletes; rejects when it is asked for a password, which nobody knows. */
export const writeIamUserLoginProfile = defineWriter(iamUserLoginProfile, async (aws, { id }, { to }) => {
  if (to) throw new RangeError(`${id}: a console password can be deleted, not given back`);
  const { IAMClient, DeleteLoginProfileCommand } = await import("@aws-sdk/client-iam");
  return aws.client(IAMClient).send(new DeleteLoginProfileCommand({ UserName: id }));
});
