import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserAccessKeyStatus } from "@plumbline/changes/iam_user/access-key-status";
import { iamUser } from "@plumbline/collectors/iam_user";
import { Decided, judgeAsked } from "../../asked.ts";
import { keysLastUsed } from "../../last-use.ts";

/** Fails while a user has an active access key although its keys were revoked. A key that is not active signs nothing. */
export const iamUserKeysRevoked = defineAuditor({
  id: "iam_user/keys-revoked",
  title: "A user whose keys were revoked has no active one",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-keys-admin-managed.html",
  subject: iamUser,
  needs: ["accessKeys"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, () => {
      const { keys } = input.facts.accessKeys;
      const evidence = { keys: Object.fromEntries(keys.map(({ id, status }) => [id, status])) };
      if (!keys.some(({ status }) => status === "Active")) return { status: "pass", evidence };
      return { status: "fail", reason: "it has an active access key", evidence };
    }),
  remediation: {
    summary: "Makes every access key of the user inactive.",
    changes: [iamUserAccessKeyStatus],
    blastRadius: {
      tells: ["access-key", "last-used"],
      of: ({ facts: { accessKeys } }) => ({
        lastUsed: keysLastUsed(accessKeys),
        affected: accessKeys.keys.flatMap(({ id, status }) => (status === "Active" ? [{ kind: "access-key", id }] : [])),
      }),
    },
    plan({ facts: { accessKeys } }) {
      const statuses = accessKeys.keys.map(({ id, status }) => [id, status === "Active" ? "Inactive" : status] as const);
      return cure(iamUserAccessKeyStatus.to(Object.fromEntries(statuses), { note: "Whatever still signs with a key is refused." }));
    },
  },
});
