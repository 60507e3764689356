import { defineAuditor } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";

/** Whether programs on it keep keys besides, and whether they call AWS at all, nobody can read from outside. */
export const ec2InstanceRole = defineAuditor({
  id: "ec2/instance-role",
  title: "EC2 instances have an instance profile",
  severity: "medium",
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
  onRequest: true,
  subject: ec2,
  needs: [],
  evaluate({ facts: { state, profile } }) {
    if (state === "terminated" || state === "shutting-down") return { status: "not-applicable", reason: `it is ${state}` };
    if (profile !== null) return { status: "pass", evidence: { profile } };
    return { status: "fail", reason: "it has no instance profile", evidence: { profile } };
  },
});
