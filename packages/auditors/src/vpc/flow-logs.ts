import { defineAuditor } from "@plumbline/audit-kit/define";
import { vpc } from "@plumbline/collectors/vpc";
import { z } from "zod";

/**
 * Counts flow logs of the VPC itself; those of its subnets and network interfaces cover only a part of it. A log that can't be
 * delivered is none. With `rejects`, a flow log must
 * take the traffic that is refused, alone or with the other; otherwise any will do.
 */
export const vpcFlowLogs = defineAuditor({
  id: "vpc/flow-logs",
  title: "Every VPC has an active flow log",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
  subject: vpc,
  needs: ["flowLogs"],
  settings: z.strictObject({ rejects: z.boolean().default(false) }),
  evaluate({ facts: { flowLogs }, settings: { rejects } }) {
    const active = flowLogs.filter(({ status }) => status.toUpperCase() === "ACTIVE");
    const delivering = active.filter(({ delivery }) => delivery === null || delivery === "SUCCESS");
    const taking = delivering.filter(({ traffic }) => !rejects || traffic === "ALL" || traffic === "REJECT");
    if (taking.length > 0) return { status: "pass" };
    const lacks = [
      { when: flowLogs.length === 0, reason: "it has no flow log" },
      { when: active.length === 0, reason: "none of its flow logs is active" },
      { when: delivering.length === 0, reason: "none of its active flow logs is delivered" },
    ];
    const reason = lacks.find(({ when }) => when)?.reason ?? "none of its flow logs that are delivered takes refused traffic";
    return { status: "fail", reason, evidence: { flowLogs: flowLogs.map((log) => ({ ...log })) } };
  },
});
