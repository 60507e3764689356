import { defineAuditor, type PartVerdict } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";
import { daysSince } from "../judge/age.ts";

interface Credential {
  readonly isOn: boolean;
  readonly lastUsed: string | null;
  /** When it was made or changed; counts where it was never used. */
  readonly since: string | null;
}

/**
 * Judges the console password and each access key: fails when it can be used and was not for `idleDays` days or more, to the second: at 45
 * exactly it fails. What was never used counts from its making. A new password does not make up for a last use long ago.
 */
export const iamUserCredentialsUnused = defineAuditor({
  id: "iam_user/credentials-unused",
  title: "Credentials that are not used are off",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-22",
  subject: iamUser,
  needs: ["credentials"],
  onRequest: true,
  settings: z.strictObject({ idleDays: z.number().positive().default(45) }),
  evaluate({ facts: { credentials }, settings: { idleDays }, now }) {
    const { hasPassword, passwordLastUsed, passwordChangedAt, keys } = credentials;
    const judged = (subKey: string, { isOn, lastUsed, since }: Credential): PartVerdict => {
      if (!isOn) return { subKey, status: "not-applicable", reason: `its ${subKey} can't be used` };
      const start = lastUsed ?? since;
      if (start === null) throw new Error(`the credential report tells neither a use nor the age of its ${subKey}`);
      if (daysSince(start, now) < idleDays) return { subKey, status: "pass" };
      const reason = lastUsed ? `was not used for ${idleDays} days or more` : `was never used in ${idleDays} days or more`;
      return { subKey, status: "fail", reason: `its ${subKey} ${reason}`, evidence: { lastUsed, since } };
    };
    const slots = keys.filter(({ isActive, rotatedAt }) => isActive || rotatedAt !== null);
    return [
      judged("password", { isOn: hasPassword, lastUsed: passwordLastUsed, since: passwordChangedAt }),
      ...slots.map(({ slot, isActive, rotatedAt, lastUsed }) => judged(slot, { isOn: isActive, lastUsed, since: rotatedAt })),
    ];
  },
});
