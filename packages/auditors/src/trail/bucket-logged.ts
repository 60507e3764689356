import { defineAuditor } from "@plumbline/audit-kit/define";
import { trail } from "@plumbline/collectors/trail";

/** Asks for server access logs of the bucket. A bucket of another account can be judged there alone: here it is unknown. */
export const trailBucketLogged = defineAuditor({
  id: "trail/bucket-logged",
  onRequest: true,
  title: "Access to the buckets of trails is logged",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-7",
  subject: trail,
  needs: ["bucketLogging"],
  evaluate({ facts: { bucket, bucketLogging } }) {
    if (bucketLogging === null) return { status: "fail", reason: `its bucket ${bucket} does not exist`, evidence: { bucket } };
    if (bucketLogging.target !== null) return { status: "pass" };
    return { status: "fail", reason: `access to its bucket ${bucket} is not logged`, evidence: { bucket, ...bucketLogging } };
  },
});
