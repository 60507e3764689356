import { defineAuditor } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { z } from "zod";
import { daysSince } from "../judge/age.ts";

/**
 * Fails when the root user's password or one of its access keys, active or not, was used within `idleDays` days, to the second: a use of
 * exactly 30 days ago passes. A window of one day would miss the use between two scans that are further apart, or while AWS keeps its
 * report for four hours; 30 days show that the root user is not for daily work and let a rare task be forgotten.
 */
export const accountRootUnused = defineAuditor({
  id: "account/root-unused",
  title: "The root user is not used for daily work",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
  subject: account,
  needs: ["rootCredentials"],
  onRequest: true,
  settings: z.strictObject({ idleDays: z.number().positive().default(30) }),
  evaluate({ facts: { rootCredentials }, settings: { idleDays }, now }) {
    const { passwordLastUsed, keys } = rootCredentials;
    const uses = [
      { credential: "password", lastUsed: passwordLastUsed },
      ...keys.map(({ slot, lastUsed }) => ({ credential: slot, lastUsed })),
    ];
    const recent = uses.filter(({ lastUsed }) => lastUsed !== null && daysSince(lastUsed, now) < idleDays);
    if (recent.length === 0) return { status: "pass", evidence: { uses } };
    const reason = `the root user's ${recent.map(({ credential }) => credential).join(" and ")} was used within ${idleDays} days`;
    return { status: "fail", reason, evidence: { uses: recent } };
  },
});
