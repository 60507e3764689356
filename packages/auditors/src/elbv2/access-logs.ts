import { defineAuditor } from "@plumbline/audit-kit/define";
import { elbv2 } from "@plumbline/collectors/elbv2";

/** Judges application and network load balancers, also internal ones. A network load balancer writes logs of its TLS listeners alone. */
export const elbv2AccessLogs = defineAuditor({
  id: "elbv2/access-logs",
  onRequest: true,
  title: "Load balancers keep access logs",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
  subject: elbv2,
  needs: ["accessLogs"],
  evaluate({ facts: { kind, accessLogs } }) {
    if (accessLogs === null)
      return { status: "not-applicable", reason: kind === "group" ? "it is a target group" : "gateway load balancers have no access logs" };
    return accessLogs ? { status: "pass" } : { status: "fail", reason: "it keeps no access logs", evidence: { accessLogs } };
  },
});
