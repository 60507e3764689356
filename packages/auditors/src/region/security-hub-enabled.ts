import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";

/** Asks whether the account is subscribed; which standards it judges by is not looked at. */
export const regionSecurityHubEnabled = defineAuditor({
  id: "region/security-hub-enabled",
  onRequest: true,
  title: "Security Hub is enabled in every region",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-settingup.html",
  subject: region,
  needs: ["securityHub"],
  evaluate: ({ facts: { securityHub } }) =>
    securityHub === null
      ? { status: "fail", reason: "the account is not subscribed to Security Hub", evidence: { securityHub } }
      : { status: "pass" },
});
