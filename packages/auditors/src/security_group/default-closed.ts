import { defineAuditor } from "@plumbline/audit-kit/define";
import { securityGroup } from "@plumbline/collectors/security_group";

/** A rule that lets members of the group reach each other counts too: AWS makes it in every default group. */
export const securityGroupDefaultClosed = defineAuditor({
  id: "security_group/default-closed",
  title: "Default security groups have no rules",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
  onRequest: true,
  subject: securityGroup,
  needs: [],
  evaluate({ facts: { isDefault, ingressCount, egressCount } }) {
    if (!isDefault) return { status: "not-applicable", reason: "it is no default group" };
    if (ingressCount === null || egressCount === null) throw new Error("AWS does not say which rules the group has");
    const ways = [...(ingressCount > 0 ? ["ingress"] : []), ...(egressCount > 0 ? ["egress"] : [])];
    if (ways.length === 0) return { status: "pass" };
    return { status: "fail", reason: `it has ${ways.join(" and ")} rules`, evidence: { ingressCount, egressCount } };
  },
});
