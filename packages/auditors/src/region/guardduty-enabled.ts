import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";

const isEnabled = (status: string): boolean => status.toLowerCase() === "enabled";

/** With `administrator` set, a detector must be a member of that account's; the administrator itself needs none. */
export const regionGuarddutyEnabled = defineAuditor({
  id: "region/guardduty-enabled",
  title: "GuardDuty is enabled in every region",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/guardduty-controls.html",
  subject: region,
  needs: ["detectors"],
  settings: z.strictObject({ administrator: AccountId.optional() }),
  evaluate({ facts: { detectors }, settings, account }) {
    const enabled = detectors.filter(({ status }) => isEnabled(status));
    const administrator = settings.administrator ?? null;
    if (enabled.length === 0) return { status: "fail", reason: "no GuardDuty detector is enabled", evidence: { detectors } };
    const isTied = enabled.some((one) => one.administrator?.account === administrator && isEnabled(one.administrator.relationship));
    if (administrator === null || administrator === account.id || isTied) return { status: "pass" };
    return {
      status: "fail",
      reason: `its GuardDuty is not administered by account ${administrator}`,
      evidence: { detectors, administrator },
    };
  },
});
