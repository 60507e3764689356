import { defineAuditor } from "@plumbline/audit-kit/define";
import { trail } from "@plumbline/collectors/trail";

/** Judges an organization's trail in its member accounts too, where AWS tells as much of it. */
export const trailLogValidation = defineAuditor({
  id: "trail/log-validation",
  onRequest: true,
  title: "Trails sign digests of their log files",
  severity: "low",
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
  subject: trail,
  needs: [],
  evaluate: ({ facts: { validatesLogs } }) =>
    validatesLogs
      ? { status: "pass" }
      : { status: "fail", reason: "nobody could tell whether its log files were changed", evidence: { validatesLogs } },
});
