import { defineWriter } from "@plumbline/audit-kit/define";
import { kmsKeyPolicy } from "./policy.ts";

/** KMS refuses a policy that would lock the caller out, and is let do so. https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const writeKmsKeyPolicy = defineWriter(kmsKeyPolicy, async (aws, { id }, { to }) => {
  const { KMSClient, PutKeyPolicyCommand } = await import("@aws-sdk/client-kms");
  return aws.client(KMSClient).send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy: JSON.stringify(to) }));
});
