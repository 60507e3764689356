import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { iamRoleTrustPolicy } from "@plumbline/changes/iam_role/trust-policy";
import { iamRole } from "@plumbline/collectors/iam_role";
import { parsePolicy } from "@plumbline/collectors/policy/document";
import { granteesTell, lostGrants } from "../judge/lost-grants.ts";
import { openStatements, placeOf, withoutOpenStatements } from "../judge/policy.ts";

/** AWS keeps these roles itself. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
const ownedByAws = /^\/aws-(service-role|reserved)\//;

/** What is left where no statement may stay, since a role can't be without a trust policy. */
const denyAll = { Sid: "DenyAll", Effect: "Deny" as const, Principal: { AWS: "*" }, Action: "sts:AssumeRole" };

/**
 * Fails when the trust policy lets anyone assume the role, also through an identity provider of which any customer will do. The seed's
 * system denied everyone; this removes the offending statements and leaves the others as they are.
 */
export const iamRoleNotPublic = defineAuditor({
  id: "iam_role/not-public",
  title: "No IAM role can be assumed by anyone",
  severity: "critical",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html",
  subject: iamRole,
  needs: [],
  evaluate(input) {
    const { trustPolicy, unreadable } = input.facts;
    // Throws again for the text that the listing could not read: unknown, for this role only.
    const statements = openStatements(trustPolicy ?? parsePolicy(unreadable), placeOf(input, "trust"));
    if (statements.length === 0) return { status: "pass" };
    return { status: "fail", reason: "its trust policy lets anyone assume it", evidence: { statements } };
  },
  remediation: {
    summary: "Removes the statements that let anyone in; the others stay. Where none stays, a statement denies everyone.",
    changes: [iamRoleTrustPolicy],
    blastRadius: {
      tells: [...granteesTell, "last-used"],
      of(input) {
        const { trustPolicy, lastUsed } = input.facts;
        const place = placeOf(input, "trust");
        const lost = lostGrants(trustPolicy, withoutOpenStatements(trustPolicy, place), place);
        return { lastUsed, affected: lost, ...(lastUsed === undefined && { untold: "when it was last used; a plan from a run reads it" }) };
      },
    },
    plan(input) {
      const { path, trustPolicy } = input.facts;
      if (ownedByAws.test(path)) return { none: `AWS keeps the roles below ${path}; they are not changed` };
      if (!trustPolicy) return { none: "its trust policy can't be read" };
      const kept = withoutOpenStatements(trustPolicy, placeOf(input, "trust"));
      return cure(
        iamRoleTrustPolicy.to(kept ?? { ...trustPolicy, Statement: [denyAll] }, {
          note: "Callers that only these statements let in can't assume the role any more.",
        }),
      );
    },
  },
});
