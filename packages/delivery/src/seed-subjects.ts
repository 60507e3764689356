import type { Finding } from "@plumbline/finding-model/finding";
import { z } from "zod";

/**
 * What is wrong, by check, in the words with which the seed system began its subjects, since mail filters know these. `{id}`, `{account}`,
 * `{region}` stand for the resource, `{part}` for a part of it. Checks that the seed did not have are said in the same way.
 */
const templates: Readonly<Record<string, string | ((finding: Finding) => string)>> = {
  "account/password-policy": "Password policy is not compliant in account {account}",
  "account/root-mfa": "Root user does not have MFA in account {account}",
  "ami/not-shared": (finding) =>
    isPublic(finding) ? "EC2 AMI {id} in account {account} is public" : `AMI {id} in account ${shared(finding)}`,
  "ebs_snapshot/not-shared": (finding) => `EBS snapshot {id} in account ${isPublic(finding) ? "{account} is public" : shared(finding)}`,
  "ec2/imdsv2": "EC2 {id} not compliant - IMDSv1 still allowed",
  "ec2/not-public-in-dev": "Dev EC2 {id} is Public",
  "ec2/required-tags": "EC2 {id} not compliant - Missing required tags",
  "ecs_service/no-public-ip": "ECS {id} is public via Public IP",
  "ecs_task/no-public-ip": "ECS Task {id} is public via public IP Assignment",
  "ecs_task_set/no-public-ip": "ECS Task Set {id} is public via Public IP",
  "elb/no-public-dev-instance": "Dev EC2 {part} is Public - via elbv1 {id}",
  "elb/required-tags": "ELB {id} not compliant - Missing required tags",
  "elb/tags-match-instances": "ELB {id} not compliant - Tags differ from instances",
  "elbv2/no-public-dev-instance": "Dev EC2 {part} is Public - via elbv2 {id}",
  "elbv2/required-tags": "ELBv2 {id} not compliant - Missing required tags",
  "iam_role/not-public": "IAM role {id} is publicly exposed",
  "iam_user/access-key-unused": "IAM user {id} in account {account} has an access key that has not been used for long: {part}",
  "iam_user/console-mfa": "IAM user {id} in account {account} has a password login but no MFA",
  "iam_user/console-unused": "IAM user {id} in account {account} has a password, but has not logged in for long",
  "kms_key/not-public": "KMS Key: {id} - has a non restrictive key policy",
  "lambda_function/not-public": "Lambda {id} is public via resource policy",
  "rds/encrypted": "RDS {id} not compliant - Storage not Encrypted",
  "rds/not-public": "RDS {id} not compliant - PubliclyAccessible",
  "rds/required-tags": "RDS {id} not compliant - Missing required tags",
  "rds_cluster/encrypted": "RDS cluster {id} not compliant - Storage not Encrypted",
  "rds_cluster_snapshot/not-shared": (finding) =>
    `RDS cluster snapshot {id} in account ${isPublic(finding) ? "{account} is public" : shared(finding)}`,
  "rds_snapshot/not-shared": (finding) => `RDS DB snapshot {id} in account ${isPublic(finding) ? "{account} is public" : shared(finding)}`,
  "redshift/encrypted": "Redshift {id} is not compliant - Not encrypted",
  "redshift/not-public": "Redshift {id} is not compliant - Is public",
  "redshift/required-tags": "Redshift {id} not compliant - Missing required tags",
  "redshift/requires-tls": "Redshift {id} not compliant - Not enforcing TLS",
  "region/cloudtrail-enabled": "CloudTrail is not enabled in {account}/{region}",
  "region/config-enabled": "Config is not enabled in {account}/{region}",
  "region/guardduty-enabled": "GuardDuty not enabled in {account}/{region}",
  "s3_bucket/enforces-sse": "S3 bucket {id} not compliant - Not enforcing SSE",
  "s3_bucket/enforces-tls": "S3 bucket {id} not compliant - Not enforcing TLS",
  "s3_bucket/not-public": "S3 bucket {id} is public",
  "s3_bucket/policy-grants-no-access": "S3 bucket {id} not compliant - Policy grants access to others",
  "s3_bucket/public-access-block": "S3 bucket {id} not compliant - Public access is not blocked",
  "s3_bucket/required-tags": "S3 bucket {id} not compliant - Missing required tags",
  "security_group/no-open-ingress": "Security Group {id} not compliant - Allows public ingress",
  "sqs/not-public": "SQS {id} is public",
  "vpc/flow-logs": "VPC Flow Logs are not enabled everywhere: {id} in {account}/{region}",
};

/** What the checks on shares give as evidence: shares of images and EBS snapshots, names of database snapshots. */
const Shares = z.object({
  shares: z.array(z.object({ kind: z.string(), id: z.string() })).optional(),
  sharedWith: z.array(z.string()).optional(),
});
const sharesOf = ({ verdict }: Finding): string[] => {
  const { shares = [], sharedWith = [] } = Shares.safeParse(verdict.status === "fail" ? verdict.evidence : {}).data ?? {};
  return [...shares.map(({ kind, id }) => (kind === "everyone" ? "all" : id)), ...sharedWith];
};
const isPublic = (finding: Finding): boolean => sharesOf(finding).includes("all");
const shared = (finding: Finding): string => `{account} is shared with unknown account ${sharesOf(finding)[0] ?? ""}`.trimEnd();

/** The checks whose subjects have words of their own. */
export const checksWithSubject: readonly string[] = Object.keys(templates);

/** The template of a finding's subject. */
export function templateOf(finding: Finding): string {
  const own = Object.hasOwn(templates, finding.check) ? templates[finding.check] : undefined;
  return (typeof own === "function" ? own(finding) : own) ?? `Check ${finding.check} fails for {id} in {account}/{region}`;
}
