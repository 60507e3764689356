import { defineWriter } from "@plumbline/audit-kit/define";
import { iamRoleTrustPolicy } from "./trust-policy.ts";

/** A role always has a trust policy, so there is no call that removes it. */
export const writeIamRoleTrustPolicy = defineWriter(iamRoleTrustPolicy, async (aws, { id }, { to }) => {
  if (!to) throw new RangeError(`${id}: a role can't be without a trust policy`);
  const { IAMClient, UpdateAssumeRolePolicyCommand } = await import("@aws-sdk/client-iam");
  return aws.client(IAMClient).send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument: JSON.stringify(to) }));
});
