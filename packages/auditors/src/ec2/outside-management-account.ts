import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { ec2 } from "@plumbline/collectors/ec2";
import { organization } from "@plumbline/collectors/organization";
import { judgeWorkload } from "../judge/management-account.ts";

/** Fails for an EC2 instance in the management account of an organization. Every member may read which account that is. */
export const ec2OutsideManagementAccount = defineAuditor({
  id: "ec2/outside-management-account",
  title: "No EC2 instance is in the organization's management account",
  severity: "medium",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
  subject: ec2,
  needs: [],
  context: { organizations: read(organization) },
  onRequest: true,
  evaluate: judgeWorkload,
});
