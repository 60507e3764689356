import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamUserLoginProfile } from "@plumbline/changes/iam_user/login-profile";
import { iamUserQuarantine } from "@plumbline/changes/iam_user/quarantine";
import { denyConsole, denyEverything } from "@plumbline/changes/principal/quarantine-policy";
import { iamUser } from "@plumbline/collectors/iam_user";
import { askedOf, Decided, judgeAsked } from "../../asked.ts";
import { lacksRoom, quarantineIn } from "../../granting.ts";

/**
 * Fails while a user whose login was revoked has a console password that opens anything: none of its policies denies the console. AWS has
 * no switch for a password, so the way back is a policy; the password may be deleted instead.
 */
export const iamUserLoginRevoked = defineAuditor({
  id: "iam_user/login-revoked",
  title: "A user whose login was revoked can do nothing in the console",
  severity: "high",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  subject: iamUser,
  needs: ["loginProfile", "inlinePolicies"],
  settings: Decided,
  evaluate: (input) =>
    judgeAsked(input, input.facts.userId, ({ login }) => {
      const { loginProfile, inlinePolicies } = input.facts;
      const quarantine = quarantineIn(inlinePolicies);
      const evidence = { hasLogin: loginProfile !== null };
      const isDenied = login === undefined && (quarantine === denyConsole || quarantine === denyEverything);
      if (!loginProfile || isDenied) return { status: "pass", evidence };
      return { status: "fail", reason: "it can use the console with its password", evidence };
    }),
  remediation: {
    summary: "Denies the user all that runs on temporary credentials, the console among it, or deletes the password when told.",
    changes: [iamUserQuarantine, iamUserLoginProfile],
    blastRadius: {
      tells: ["last-used"],
      untold: "sessions that access keys were exchanged for, which are denied too",
      of: ({ facts: { passwordLastUsed } }) => ({ lastUsed: passwordLastUsed, affected: [] }),
    },
    plan(input) {
      if (askedOf(input, input.facts.userId)?.login === "delete")
        return cure(iamUserLoginProfile.to(null, { note: "The user can't sign in until somebody sets a new password." }));
      const full = lacksRoom(input.facts.inlinePolicies, denyConsole, "user");
      if (full !== undefined) return { none: full };
      return cure(iamUserQuarantine.to(denyConsole, { note: "The password still opens the console, where everything is denied." }));
    },
  },
});
