import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { s3BucketPolicy } from "@plumbline/changes/s3_bucket/policy";
import { deniesInsecureTransport, denyInsecureTransportStatement, withStatement } from "@plumbline/collectors/policy/enforcement";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { bucketArn } from "../judge/bucket.ts";
import { grantees, granteesTell } from "../judge/lost-grants.ts";
import { placeOf } from "../judge/policy.ts";

/** Fails when requests without TLS are not denied to everyone, for the bucket and for all of its objects. */
export const s3BucketEnforcesTls = defineAuditor({
  id: "s3_bucket/enforces-tls",
  title: "S3 buckets refuse requests without TLS",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5",
  subject: s3Bucket,
  needs: ["policy"],
  evaluate(input) {
    const { policy } = input.facts;
    if (policy && deniesInsecureTransport(policy, bucketArn(input))) return { status: "pass" };
    if (!policy) return { status: "fail", reason: "it has no policy that could refuse requests without TLS", evidence: { policy } };
    return { status: "fail", reason: "its policy does not refuse all requests without TLS", evidence: { policy } };
  },
  remediation: {
    summary: "Adds a statement that denies requests without TLS; the others stay.",
    changes: [s3BucketPolicy],
    blastRadius: {
      tells: granteesTell,
      untold: "who of them sends requests without TLS, and whom IAM policies let in",
      of: (input) => ({ affected: grantees(input.facts.policy, placeOf(input)) }),
    },
    plan(input) {
      const { policy } = input.facts;
      const note = "Plain HTTP ends, also through the bucket's website endpoint, which has no TLS.";
      return cure(s3BucketPolicy.to(withStatement(policy, denyInsecureTransportStatement(bucketArn(input), policy)), { note }));
    },
  },
});
