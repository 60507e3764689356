import { defineAuditor } from "@plumbline/audit-kit/define";
import { kmsKey } from "@plumbline/collectors/kms_key";

/**
 * Judges symmetric keys of customers with material of KMS, which alone rotate by themselves, as long as they are in use. Keys of AWS
 * rotate as AWS likes. How often a key rotates is not asked: AWS bounds it. https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html
 */
export const kmsKeyRotationEnabled = defineAuditor({
  id: "kms_key/rotation-enabled",
  onRequest: true,
  title: "Customer managed keys rotate",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4",
  subject: kmsKey,
  needs: ["rotation"],
  evaluate({ facts: { rotation } }) {
    const { managedBy, state, spec, origin, rotates } = rotation;
    const no = (reason: string) => ({ status: "not-applicable", reason }) as const;
    if (rotates === true) return { status: "pass" };
    if (rotates === false) return { status: "fail", reason: "its material does not rotate", evidence: { ...rotation } };
    if (managedBy === "AWS") return no("AWS manages it");
    if (spec !== "SYMMETRIC_DEFAULT") return no(`it is no symmetric key for encryption but of the kind ${spec}`);
    return no(origin === "AWS_KMS" ? `AWS can't rotate it while it is ${state}` : `its material is of ${origin}`);
  },
});
