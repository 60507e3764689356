import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { s3BucketPolicy } from "@plumbline/changes/s3_bucket/policy";
import type { PolicyDocument } from "@plumbline/collectors/policy/document";
import { unknownGrantsOf } from "@plumbline/collectors/policy/grants";
import { withoutStatements } from "@plumbline/collectors/policy/public-statements";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { granteesTell, lostGrants } from "../judge/lost-grants.ts";
import { placeOf } from "../judge/policy.ts";

function withoutUnknownGrants(input: Parameters<typeof placeOf>[0] & { facts: { policy: PolicyDocument | null } }): PolicyDocument | null {
  const { policy } = input.facts;
  const unknown = new Set(policy ? unknownGrantsOf(policy, placeOf(input)).map(({ statement }) => statement) : []);
  return policy && withoutStatements(policy, (statement) => unknown.has(statement));
}

/**
 * Fails when a statement of the policy grants access to everyone or to an account that is not known, whatever is blocked beside it.
 * A grant to a whole organization passes.
 */
export const s3BucketPolicyGrantsNoAccess = defineAuditor({
  id: "s3_bucket/policy-grants-no-access",
  title: "S3 bucket policies grant access to known accounts only",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-6",
  subject: s3Bucket,
  needs: ["policy"],
  evaluate(input) {
    const { policy } = input.facts;
    const grants = policy ? unknownGrantsOf(policy, placeOf(input)) : [];
    if (grants.length === 0) return { status: "pass" };
    const names = new Set(grants.map(({ to }) => (to.kind === "everyone" ? "everyone" : `unknown ${to.kind} ${to.id}`)));
    const statements = [...new Set(grants.map(({ statement }) => statement))];
    return { status: "fail", reason: `its policy grants access to ${[...names].join(", ")}`, evidence: { statements } };
  },
  remediation: {
    summary: "Removes the statements that grant access to unknown accounts or to everyone; the others stay.",
    changes: [s3BucketPolicy],
    blastRadius: {
      tells: granteesTell,
      of: (input) => ({ affected: lostGrants(input.facts.policy, withoutUnknownGrants(input), placeOf(input)) }),
    },
    plan(input) {
      const { policy } = input.facts;
      if (!policy) return { none: "it has no policy" };
      const isPublic = unknownGrantsOf(policy, placeOf(input)).some(({ to }) => to.kind === "everyone");
      const shut = "All whom the removed statements name lose the access they give.";
      const note = isPublic ? `${shut} S3 refuses an undo while public policies are blocked.` : shut;
      return cure(s3BucketPolicy.to(withoutUnknownGrants(input), { note }));
    },
  },
});
