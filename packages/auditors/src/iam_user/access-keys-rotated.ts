import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";
import { daysSince } from "../judge/age.ts";

/**
 * Judges each active access key by its age, to the second: at 90 days exactly it passes, later it fails, also when it was never used. AWS
 * counts from the key's making, or from when its status last changed.
 */
export const iamUserAccessKeysRotated = defineAuditor({
  id: "iam_user/access-keys-rotated",
  title: "Active access keys are rotated",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-3",
  subject: iamUser,
  needs: ["credentials"],
  onRequest: true,
  settings: z.strictObject({ maxAgeDays: z.number().positive().default(90) }),
  evaluate: ({ facts: { credentials }, settings: { maxAgeDays }, now }) =>
    credentials.keys
      .filter(({ isActive, rotatedAt }) => isActive || rotatedAt !== null)
      .map(({ slot, isActive, rotatedAt }) => {
        if (!isActive) return { subKey: slot, status: "not-applicable", reason: `its ${slot} is not active` };
        if (rotatedAt === null) throw new Error(`the credential report does not say when ${slot} was made`);
        if (daysSince(rotatedAt, now) <= maxAgeDays) return { subKey: slot, status: "pass" };
        return { subKey: slot, status: "fail", reason: `its ${slot} is older than ${maxAgeDays} days`, evidence: { rotatedAt } };
      }),
});
