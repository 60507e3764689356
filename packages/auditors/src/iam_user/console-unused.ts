import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";
import { daysSince } from "../judge/age.ts";
import { endPasswordUse, PasswordMode, passwordChanges, passwordLastUse, passwordRadius } from "../judge/console-password.ts";

/**
 * Fails for a console password that was not used for so many days, counted from its making when it was not used since; a use before
 * that was of an earlier password.
 */
export const iamUserConsoleUnused = defineAuditor({
  id: "iam_user/console-unused",
  title: "Console passwords are in use",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-8",
  subject: iamUser,
  needs: ["loginProfile", "mfaDevices", "mfaPolicy"],
  settings: z.strictObject({ unusedDays: z.number().min(0).default(90), mode: PasswordMode }),
  evaluate({ facts, settings: { unusedDays }, now }) {
    const { loginProfile, passwordLastUsed } = facts;
    if (!loginProfile) return { status: "not-applicable", reason: "it has no console password" };
    const lastUse = passwordLastUse(facts);
    if (daysSince(lastUse ?? loginProfile.createdAt, now) <= unusedDays) return { status: "pass" };
    const evidence = { passwordSince: loginProfile.createdAt, passwordLastUsed };
    return lastUse !== null
      ? { status: "fail", reason: `its console password was not used for over ${unusedDays} days`, evidence }
      : { status: "fail", reason: `its console password is older than ${unusedDays} days and was never used`, evidence };
  },
  remediation: {
    summary:
      "Denies the user's sessions without MFA all but enrolling a device; `mode: delete-login-profile` deletes the password instead, also of a user who has MFA.",
    changes: passwordChanges,
    blastRadius: passwordRadius,
    plan: ({ facts: { mfaDevices }, settings: { mode } }) =>
      mode === "deny-without-mfa" && mfaDevices.length > 0
        ? {
            none: "the user has MFA, so a policy against sessions without it would change nothing; mode: delete-login-profile ends the password",
          }
        : endPasswordUse(mode),
  },
});
