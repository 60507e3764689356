import type { Recommendation } from "../../benchmark.ts";

/** What is written down. */
export const logging = {
  "cloudtrail-all-regions": {
    title: "CloudTrail logs in all regions",
    rationale: "Calls in regions that nobody uses are the ones to be seen.",
    fix: "Make a trail of all regions with all management events.",
    questions: [{ check: "account/multi-region-trail" }],
  },
  "cloudtrail-validation": {
    title: "Log files of CloudTrail are validated",
    rationale: "Without digests nobody can tell whether a log was changed.",
    fix: "Switch log file validation on, at every trail.",
    questions: [{ check: "trail/log-validation" }],
  },
  "cloudtrail-bucket-not-public": {
    title: "The buckets of CloudTrail are not public",
    rationale: "Logs tell an attacker where to look.",
    fix: "Take public grants and statements away from the bucket.",
    questions: [{ check: "trail/bucket-not-public" }],
  },
  "cloudtrail-cloudwatch-logs": {
    title: "Trails send to CloudWatch Logs",
    rationale: "Alarms need the events in near real time.",
    fix: "Give the trail a log group and a role.",
    questions: [{ check: "trail/sends-to-cloudwatch" }],
  },
  "config-all-regions": {
    title: "AWS Config records in all regions",
    rationale: "What changed, and when, is known afterwards.",
    fix: "Start a recorder of all types in every region, with the global types in one.",
    questions: [
      { check: "region/config-enabled", as: "all-types", settings: { requireAllResourceTypes: true } },
      { check: "region/config-records-global-types", passes: "some" },
    ],
  },
  "cloudtrail-bucket-logging": {
    title: "Access to the buckets of CloudTrail is logged",
    rationale: "Who read or deleted logs is part of what an investigation needs.",
    fix: "Switch server access logging on at the bucket.",
    questions: [{ check: "trail/bucket-logged" }],
  },
  "cloudtrail-kms": {
    title: "Trails are encrypted with a KMS key",
    rationale: "Reading logs then needs a right on the key too.",
    fix: "Give the trail a KMS key.",
    questions: [{ check: "trail/kms-encrypted" }],
  },
  "kms-rotation": {
    title: "Customer managed keys rotate",
    rationale: "Less data depends on one key material.",
    fix: "Switch rotation on, at every symmetric key of the account.",
    questions: [{ check: "kms_key/rotation-enabled" }],
  },
  "vpc-flow-logs": {
    title: "VPCs have flow logs",
    rationale: "Rejected traffic shows who knocks.",
    fix: "Make a flow log for each VPC.",
    questions: [{ check: "vpc/flow-logs", as: "rejects", settings: { rejects: true } }],
  },
  "s3-object-write-events": {
    title: "Writes of S3 objects are logged",
    rationale: "Who changed or deleted data is known.",
    fix: "Have a trail of all regions log data events of S3 that write.",
    questions: [{ check: "account/s3-object-write-events" }],
  },
  "s3-object-read-events": {
    title: "Reads of S3 objects are logged",
    rationale: "Who took data is known.",
    fix: "Have a trail of all regions log data events of S3 that read.",
    questions: [{ check: "account/s3-object-read-events" }],
  },
  "frontend-access-logging": {
    title: "Web front ends keep access logs",
    rationale: "Attacks on a site are seen in them.",
    fix: "Switch access logging on, at CloudFront, load balancers and API Gateway.",
    // CloudFront and API Gateway are not looked at: a person has to.
    questions: [{ check: "elbv2/access-logs" }, { check: "elb/access-logs" }],
  },
} satisfies Record<string, Recommendation>;
