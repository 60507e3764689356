import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";
import { daysSince } from "../judge/age.ts";
import { endPasswordUse, PasswordMode, passwordChanges, passwordRadius } from "../judge/console-password.ts";

/**
 * Fails for a console password older than the grace time whose user has no MFA device of any kind. The age is the password's, not the
 * user's. What a session may do is not judged, so a user with the policy of the remedy still fails, marked contained.
 */
export const iamUserConsoleMfa = defineAuditor({
  id: "iam_user/console-mfa",
  title: "Users who sign in to the console have MFA",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5",
  subject: iamUser,
  needs: ["loginProfile", "mfaDevices", "mfaPolicy"],
  settings: z.strictObject({ graceHours: z.number().min(0).default(24), mode: PasswordMode }),
  evaluate({ facts: { loginProfile, mfaDevices }, settings, now }) {
    if (!loginProfile) return { status: "not-applicable", reason: "it has no console password" };
    if (mfaDevices.length > 0 || daysSince(loginProfile.createdAt, now) * 24 <= settings.graceHours) return { status: "pass" };
    return {
      status: "fail",
      reason: "it has a console password and no MFA device",
      evidence: { passwordSince: loginProfile.createdAt, mfaDevices },
    };
  },
  remediation: {
    summary:
      "Denies the user's sessions without MFA all but enrolling a device; `mode: delete-login-profile` deletes the password instead.",
    changes: passwordChanges,
    blastRadius: passwordRadius,
    plan: ({ settings }) => endPasswordUse(settings.mode),
  },
});
