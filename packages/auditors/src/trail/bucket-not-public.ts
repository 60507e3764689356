import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { trail } from "@plumbline/collectors/trail";
import { describeExposure, exposureOf } from "../judge/bucket-exposure.ts";

/**
 * Judges the bucket of a trail as `s3_bucket/not-public` does: policy, ACL and what blocks them. A bucket that is gone fails, since
 * whoever makes one of its name may get the logs. One of another account can be judged there alone: here it is unknown.
 */
export const trailBucketNotPublic = defineAuditor({
  id: "trail/bucket-not-public",
  onRequest: true,
  title: "The buckets of trails are not public",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-6",
  subject: trail,
  needs: ["bucketAccess"],
  context: { accounts: read(account, "publicAccessBlock") },
  evaluate({ facts: { bucket, bucketAccess }, ...where }) {
    if (bucketAccess === null) return { status: "fail", reason: `its bucket ${bucket} does not exist`, evidence: { bucket } };
    const exposure = exposureOf({ ...where, facts: bucketAccess });
    const reason = describeExposure(exposure);
    if (reason === "") return { status: "pass" };
    const { statements, awsSays, grants } = exposure;
    const evidence = { bucket, statements, policyStatus: { IsPublic: awsSays }, grants };
    return { status: "fail", reason: `its bucket ${bucket} is public: ${reason}`, evidence };
  },
});
