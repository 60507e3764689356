import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";
import { rds } from "@plumbline/collectors/rds";
import { judgeWorkload } from "../judge/management-account.ts";

/** Fails for an RDS instance in the management account of an organization. Every member may read which account that is. */
export const rdsOutsideManagementAccount = defineAuditor({
  id: "rds/outside-management-account",
  title: "No RDS instance is in the organization's management account",
  severity: "medium",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html",
  subject: rds,
  needs: [],
  context: { organizations: read(organization) },
  onRequest: true,
  evaluate: judgeWorkload,
});
