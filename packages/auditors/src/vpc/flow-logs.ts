import { defineAuditor } from "@plumbline/audit-kit/define";
import { vpc } from "@plumbline/collectors/vpc";

/** Counts flow logs of the VPC itself, of any traffic type; those of its subnets and network interfaces cover only a part of it. */
export const vpcFlowLogs = defineAuditor({
  id: "vpc/flow-logs",
  title: "Every VPC has an active flow log",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
  subject: vpc,
  needs: ["flowLogs"],
  evaluate({ facts: { flowLogs } }) {
    if (flowLogs.some(({ status }) => status.toUpperCase() === "ACTIVE")) return { status: "pass" };
    const reason = flowLogs.length === 0 ? "it has no flow log" : "none of its flow logs is active";
    return { status: "fail", reason, evidence: { flowLogs: flowLogs.map((log) => ({ ...log })) } };
  },
});
