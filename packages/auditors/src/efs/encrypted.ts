import { defineAuditor } from "@plumbline/audit-kit/define";
import { efs } from "@plumbline/collectors/efs";

/** Fails for a file system that is not encrypted, whatever the key. AWS encrypts at creation only, so nothing is planned. */
export const efsEncrypted = defineAuditor({
  id: "efs/encrypted",
  title: "EFS file systems are encrypted",
  severity: "medium",
  source: "https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
  subject: efs,
  needs: [],
  onRequest: true,
  evaluate({ facts: { status, encrypted } }) {
    if (status === "deleting" || status === "deleted") return { status: "not-applicable", reason: "it is being deleted" };
    if (encrypted === undefined) throw new Error("AWS's answer does not say whether the file system is encrypted");
    return encrypted ? { status: "pass" } : { status: "fail", reason: "it is not encrypted", evidence: { encrypted } };
  },
});
