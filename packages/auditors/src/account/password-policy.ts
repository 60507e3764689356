import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { z } from "zod";

const on = z.boolean().default(true);
const Settings = z.strictObject({
  minimumLength: z.number().int().min(0).default(14),
  requireUppercase: on,
  requireLowercase: on,
  requireNumbers: on,
  requireSymbols: on,
  /** How many earlier passwords may not come again; 0 asks for none. */
  reusePrevention: z.number().int().min(0).default(24),
  /** After how many days a password must expire at the latest; null asks for nothing. */
  maximumAgeDays: z.number().int().min(1).nullable().default(null),
});

/**
 * Fails when the account has no password policy, or one that asks for less than the settings do. A setting of false, 0 or null asks for
 * nothing, so that a benchmark can ask for one thing at a time.
 */
export const accountPasswordPolicy = defineAuditor({
  id: "account/password-policy",
  title: "The password policy is strong",
  severity: "medium",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
  subject: account,
  needs: ["passwordPolicy"],
  settings: Settings,
  evaluate({ facts: { passwordPolicy: policy }, settings }) {
    if (!policy) return { status: "fail", reason: "no password policy is set", evidence: { passwordPolicy: null } };
    const { minimumLength, reusePrevention, maximumAgeDays } = settings;
    const lacks = [
      policy.MinimumPasswordLength < minimumLength && `a length of ${minimumLength}`,
      settings.requireUppercase && !policy.RequireUppercaseCharacters && "an upper-case letter",
      settings.requireLowercase && !policy.RequireLowercaseCharacters && "a lower-case letter",
      settings.requireNumbers && !policy.RequireNumbers && "a number",
      settings.requireSymbols && !policy.RequireSymbols && "a symbol",
      policy.PasswordReusePrevention < reusePrevention && `no reuse of the last ${reusePrevention} passwords`,
      maximumAgeDays !== null &&
        (policy.MaxPasswordAge || Number.POSITIVE_INFINITY) > maximumAgeDays &&
        `a new password every ${maximumAgeDays} days`,
    ].filter((lack) => lack !== false);
    if (lacks.length === 0) return { status: "pass" };
    return { status: "fail", reason: `its password policy does not ask for ${lacks.join(", ")}`, evidence: { ...policy } };
  },
});
