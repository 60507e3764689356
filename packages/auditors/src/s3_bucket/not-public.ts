import { cure, defineAuditor, read } from "@plumbline/audit-kit/define";
import { s3BucketAcl } from "@plumbline/changes/s3_bucket/acl";
import { s3BucketPolicy } from "@plumbline/changes/s3_bucket/policy";
import { s3BucketPublicAccessBlock } from "@plumbline/changes/s3_bucket/public-access-block";
import { account } from "@plumbline/collectors/account";
import { isOpenGrant } from "@plumbline/collectors/facts/bucket-acl";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { nothingBlocked } from "../judge/bucket.ts";
import { describeExposure, exposureOf, shutOut, toBlock } from "../judge/bucket-exposure.ts";
import { granteesTell } from "../judge/lost-grants.ts";
import { boundByHand, deputyStatements, judgeDeputies, placeOf, withoutOpenStatements } from "../judge/policy.ts";

const note = {
  acl: "Callers who came in by the removed grants are shut out.",
  policy: "Callers who came in by the removed statements are shut out; the other statements stay.",
  restrict: "By the policy, S3 then lets in this account and AWS services only; other accounts lose their access too.",
  ignore: "Public ACLs of the objects are then ignored too.",
};

/**
 * Fails when the policy or the ACL of a bucket lets anyone in and no block holds it. The policy fails when either AWS's policy status
 * or our analysis calls it public. ACLs of objects are not looked at. A bucket that is
 * not public but that a service may use for anyone fails at a lower severity: blocks do not hold services.
 */
export const s3BucketNotPublic = defineAuditor({
  id: "s3_bucket/not-public",
  title: "No S3 bucket is public by policy or ACL",
  severity: "critical",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  subject: s3Bucket,
  needs: ["acl", "ownership", "policy", "policyStatus", "publicAccessBlock"],
  context: { accounts: read(account, "publicAccessBlock") },
  evaluate(input) {
    const exposure = exposureOf(input);
    const reason = describeExposure(exposure);
    if (reason === "") return judgeDeputies(deputyStatements(input.facts.policy, placeOf(input)));
    const { statements, awsSays, grants } = exposure;
    return { status: "fail", reason, evidence: { statements, policyStatus: { IsPublic: awsSays }, grants } };
  },
  remediation: {
    summary: "Removes the statements and grants that let anyone in; blocks public access where that could not be done or not be undone.",
    changes: [s3BucketAcl, s3BucketPolicy, s3BucketPublicAccessBlock],
    blastRadius: { tells: [...granteesTell, "group"], untold: "whom ACLs of its objects let in", of: shutOut },
    plan(input) {
      const { acl, policy, publicAccessBlock } = input.facts;
      const { isPolicyOpen, grants } = exposureOf(input);
      if (!isPolicyOpen && grants.length === 0) return boundByHand;
      const { isIgnored, isRestricted } = toBlock(input, exposureOf(input));
      const flags = { ...(isIgnored && { IgnorePublicAcls: true }), ...(isRestricted && { RestrictPublicBuckets: true }) };
      const block = { ...(publicAccessBlock ?? nothingBlocked), ...flags };
      const said = [...(isRestricted ? [note.restrict] : []), ...(isIgnored ? [note.ignore] : [])].join(" ");
      const kept = acl.Grants.filter((grant) => !isOpenGrant(grant));
      return cure(
        ...(grants.length > 0 && !isIgnored ? [s3BucketAcl.to({ ...acl, Grants: kept }, { note: note.acl })] : []),
        ...(isPolicyOpen && !isRestricted ? [s3BucketPolicy.to(withoutOpenStatements(policy, placeOf(input)), { note: note.policy })] : []),
        ...(said === "" ? [] : [s3BucketPublicAccessBlock.to(block, { note: said })]),
      );
    },
  },
});
