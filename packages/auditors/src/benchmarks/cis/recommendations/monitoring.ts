import type { Recommendation } from "../../benchmark.ts";

/** What rings. */
export const monitoring = {
  "mon-unauthorized-api": {
    title: "An alarm tells of calls that were refused",
    rationale: "An attacker who looks around is refused often.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-unauthorized-calls" }],
  },
  "mon-console-no-mfa": {
    title: "An alarm tells of console sign-ins without MFA",
    rationale: "Such a sign-in is a gap in the use of MFA, or an intruder.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-console-without-mfa" }],
  },
  "mon-root-usage": {
    title: "An alarm tells of use of the root user",
    rationale: "The root user should not be in use.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-root-use" }],
  },
  "mon-iam-policy": {
    title: "An alarm tells of changes of IAM policies",
    rationale: "Rights are what an intruder adds first.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-iam-policy-changes" }],
  },
  "mon-cloudtrail-config": {
    title: "An alarm tells of changes of CloudTrail",
    rationale: "Who wants to hide stops the log.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-cloudtrail-changes" }],
  },
  "mon-console-auth-fail": {
    title: "An alarm tells of failed console sign-ins",
    rationale: "Many of them are somebody guessing.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-console-failures" }],
  },
  "mon-cmk-disable": {
    title: "An alarm tells of customer managed keys that are disabled or deleted",
    rationale: "Data of a deleted key is lost.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-kms-key-deletion" }],
  },
  "mon-s3-policy": {
    title: "An alarm tells of changes of bucket policies",
    rationale: "A changed policy may open a bucket.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-bucket-policy-changes" }],
  },
  "mon-config": {
    title: "An alarm tells of changes of AWS Config",
    rationale: "Who wants to hide stops the recorder.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-config-changes" }],
  },
  "mon-security-group": {
    title: "An alarm tells of changes of security groups",
    rationale: "A changed group may open a network.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-security-group-changes" }],
  },
  "mon-nacl": {
    title: "An alarm tells of changes of network ACLs",
    rationale: "A changed ACL may open a subnet.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-network-acl-changes" }],
  },
  "mon-gateways": {
    title: "An alarm tells of changes of network gateways",
    rationale: "A gateway is a way out for data.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-gateway-changes" }],
  },
  "mon-route-tables": {
    title: "An alarm tells of changes of route tables",
    rationale: "A changed route may lead traffic elsewhere.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-route-table-changes" }],
  },
  "mon-vpc": {
    title: "An alarm tells of changes of VPCs",
    rationale: "A peering is a way into a network.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-vpc-changes" }],
  },
  "mon-organizations": {
    title: "An alarm tells of changes of AWS Organizations",
    rationale: "An account that leaves is out of reach of its policies.",
    fix: "Make a metric filter on the log group of a trail of all regions, an alarm on its metric, and a confirmed subscription of its topic.",
    questions: [{ check: "account/alarm-organization-changes" }],
  },
  securityhub: {
    title: "Security Hub is on",
    rationale: "Findings of all services are then in one place.",
    fix: "Enable Security Hub in every region.",
    questions: [{ check: "region/security-hub-enabled" }],
  },
} satisfies Record<string, Recommendation>;
