import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserAccessKeyStatus } from "@plumbline/changes/iam_user/access-key-status";
import { iamUserAccessKeys } from "@plumbline/changes/iam_user/access-keys";
import { iamUser } from "@plumbline/collectors/iam_user";
import { z } from "zod";
import { affected } from "../judge/affected.ts";
import { daysSince } from "../judge/age.ts";

/**
 * Judges each access key, named by its id: fails when it is active and was not used for so many days, counted from its making when it
 * was never used. A key that is not active can't be used and passes.
 */
export const iamUserAccessKeyUnused = defineAuditor({
  id: "iam_user/access-key-unused",
  title: "Active access keys are in use",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-8",
  subject: iamUser,
  needs: ["accessKeys"],
  settings: z.strictObject({ unusedDays: z.number().min(0).default(100), mode: z.enum(["deactivate", "delete"]).default("deactivate") }),
  evaluate: ({ facts: { accessKeys }, settings: { unusedDays }, now }) =>
    accessKeys.keys.map(({ id, status, createdAt }) => {
      const lastUsed = accessKeys.lastUsed[id] ?? null;
      if (status !== "Active" || daysSince(lastUsed ?? createdAt, now) <= unusedDays) return { subKey: id, status: "pass" };
      const reason = lastUsed ? `was not used for over ${unusedDays} days` : `is older than ${unusedDays} days and was never used`;
      return { subKey: id, status: "fail", reason: `access key ${id} ${reason}`, evidence: { status, createdAt, lastUsed } };
    }),
  remediation: {
    summary: "Makes the key inactive; `mode: delete` deletes it instead.",
    changes: [iamUserAccessKeyStatus, iamUserAccessKeys],
    blastRadius: {
      tells: ["access-key", "last-used"],
      of: ({ facts: { accessKeys } }, subKey = "") => ({
        lastUsed: accessKeys.lastUsed[subKey],
        affected: affected("access-key", [subKey]),
      }),
    },
    plan({ facts: { accessKeys }, settings: { mode } }, subKey) {
      const note = "Whatever still signs with the key is refused.";
      if (mode === "delete")
        return cure(
          iamUserAccessKeys.to(
            accessKeys.keys.filter(({ id }) => id !== subKey),
            { note },
          ),
        );
      const statuses = accessKeys.keys.map(({ id, status }) => [id, id === subKey ? "Inactive" : status] as const);
      return cure(iamUserAccessKeyStatus.to(Object.fromEntries(statuses), { note }));
    },
  },
});
