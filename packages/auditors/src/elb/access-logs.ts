import { defineAuditor } from "@plumbline/audit-kit/define";
import { elb } from "@plumbline/collectors/elb";

export const elbAccessLogs = defineAuditor({
  id: "elb/access-logs",
  onRequest: true,
  title: "Classic load balancers keep access logs",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
  subject: elb,
  needs: ["accessLogs"],
  evaluate: ({ facts: { accessLogs } }) =>
    accessLogs ? { status: "pass" } : { status: "fail", reason: "it keeps no access logs", evidence: { accessLogs } },
});
