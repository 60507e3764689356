import { defineAuditor } from "@plumbline/audit-kit/define";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";

/**
 * Fails for a user with a console password when an active access key was made within minutes of the user and was never used. Making the
 * key inactive and active again changes the time that AWS tells, and hides when it was made.
 */
export const iamUserNoInitialAccessKey = defineAuditor({
  id: "iam_user/no-initial-access-key",
  title: "No unused access key was made together with its user",
  severity: "low",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
  subject: iamUser,
  needs: ["credentials"],
  onRequest: true,
  settings: z.strictObject({ withinMinutes: z.number().min(0).default(5) }),
  evaluate({ facts: { credentials }, settings: { withinMinutes } }) {
    const { hasPassword, createdAt, keys } = credentials;
    if (!hasPassword) return { status: "not-applicable", reason: "it has no console password" };
    const initial = keys.filter(({ slot, isActive, rotatedAt, lastUsed }) => {
      if (!isActive || lastUsed !== null) return false;
      if (rotatedAt === null) throw new Error(`the credential report does not say when ${slot} was made`);
      return Math.abs(Date.parse(rotatedAt) - Date.parse(createdAt)) <= withinMinutes * 60_000;
    });
    if (initial.length === 0) return { status: "pass" };
    return { status: "fail", reason: "it has an access key from its making that was never used", evidence: { createdAt, keys: initial } };
  },
});
