import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";

/** Judges what becomes of new volumes; those that are there stay as they are. */
export const regionEbsEncryptionByDefault = defineAuditor({
  id: "region/ebs-encryption-by-default",
  onRequest: true,
  title: "New EBS volumes are encrypted by default in every region",
  severity: "medium",
  source: "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
  subject: region,
  needs: ["encryptsVolumes"],
  evaluate: ({ facts: { encryptsVolumes } }) =>
    encryptsVolumes
      ? { status: "pass" }
      : { status: "fail", reason: "encryption of volumes by default is off", evidence: { encryptsVolumes } },
});
