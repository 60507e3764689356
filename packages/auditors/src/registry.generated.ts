// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Auditor } from "@plumbline/audit-kit/define";

/** Every check, loaded when asked for. */
export const checks = {
  "account/password-policy": async () => (await import("./account/password-policy.ts")).accountPasswordPolicy,
  "account/root-mfa": async () => (await import("./account/root-mfa.ts")).accountRootMfa,
  "ami/not-shared": async () => (await import("./ami/not-shared.ts")).amiNotShared,
  "ebs_snapshot/not-shared": async () => (await import("./ebs_snapshot/not-shared.ts")).ebsSnapshotNotShared,
  "ec2/imdsv2": async () => (await import("./ec2/imdsv2.ts")).ec2Imdsv2,
  "ec2/not-public-in-dev": async () => (await import("./ec2/not-public-in-dev.ts")).ec2NotPublicInDev,
  "ec2/required-tags": async () => (await import("./ec2/required-tags.ts")).ec2RequiredTags,
  "ecs_service/no-public-ip": async () => (await import("./ecs_service/no-public-ip.ts")).ecsServiceNoPublicIp,
  "ecs_task/no-public-ip": async () => (await import("./ecs_task/no-public-ip.ts")).ecsTaskNoPublicIp,
  "ecs_task_set/no-public-ip": async () => (await import("./ecs_task_set/no-public-ip.ts")).ecsTaskSetNoPublicIp,
  "elb/no-public-dev-instance": async () => (await import("./elb/no-public-dev-instance.ts")).elbNoPublicDevInstance,
  "elb/required-tags": async () => (await import("./elb/required-tags.ts")).elbRequiredTags,
  "elb/tags-match-instances": async () => (await import("./elb/tags-match-instances.ts")).elbTagsMatchInstances,
  "elbv2/no-public-dev-instance": async () => (await import("./elbv2/no-public-dev-instance.ts")).elbv2NoPublicDevInstance,
  "elbv2/required-tags": async () => (await import("./elbv2/required-tags.ts")).elbv2RequiredTags,
  "iam_role/not-public": async () => (await import("./iam_role/not-public.ts")).iamRoleNotPublic,
  "iam_user/access-key-unused": async () => (await import("./iam_user/access-key-unused.ts")).iamUserAccessKeyUnused,
  "iam_user/console-mfa": async () => (await import("./iam_user/console-mfa.ts")).iamUserConsoleMfa,
  "iam_user/console-unused": async () => (await import("./iam_user/console-unused.ts")).iamUserConsoleUnused,
  "kms_key/not-public": async () => (await import("./kms_key/not-public.ts")).kmsKeyNotPublic,
  "lambda_function/not-public": async () => (await import("./lambda_function/not-public.ts")).lambdaFunctionNotPublic,
  "rds/encrypted": async () => (await import("./rds/encrypted.ts")).rdsEncrypted,
  "rds/not-public": async () => (await import("./rds/not-public.ts")).rdsNotPublic,
  "rds/required-tags": async () => (await import("./rds/required-tags.ts")).rdsRequiredTags,
  "rds_cluster/encrypted": async () => (await import("./rds_cluster/encrypted.ts")).rdsClusterEncrypted,
  "rds_cluster_snapshot/not-shared": async () => (await import("./rds_cluster_snapshot/not-shared.ts")).rdsClusterSnapshotNotShared,
  "rds_snapshot/not-shared": async () => (await import("./rds_snapshot/not-shared.ts")).rdsSnapshotNotShared,
  "redshift/encrypted": async () => (await import("./redshift/encrypted.ts")).redshiftEncrypted,
  "redshift/not-public": async () => (await import("./redshift/not-public.ts")).redshiftNotPublic,
  "redshift/required-tags": async () => (await import("./redshift/required-tags.ts")).redshiftRequiredTags,
  "redshift/requires-tls": async () => (await import("./redshift/requires-tls.ts")).redshiftRequiresTls,
  "region/cloudtrail-enabled": async () => (await import("./region/cloudtrail-enabled.ts")).regionCloudtrailEnabled,
  "region/config-enabled": async () => (await import("./region/config-enabled.ts")).regionConfigEnabled,
  "region/guardduty-enabled": async () => (await import("./region/guardduty-enabled.ts")).regionGuarddutyEnabled,
  "s3_bucket/enforces-sse": async () => (await import("./s3_bucket/enforces-sse.ts")).s3BucketEnforcesSse,
  "s3_bucket/enforces-tls": async () => (await import("./s3_bucket/enforces-tls.ts")).s3BucketEnforcesTls,
  "s3_bucket/not-public": async () => (await import("./s3_bucket/not-public.ts")).s3BucketNotPublic,
  "s3_bucket/policy-grants-no-access": async () => (await import("./s3_bucket/policy-grants-no-access.ts")).s3BucketPolicyGrantsNoAccess,
  "s3_bucket/public-access-block": async () => (await import("./s3_bucket/public-access-block.ts")).s3BucketPublicAccessBlock,
  "s3_bucket/required-tags": async () => (await import("./s3_bucket/required-tags.ts")).s3BucketRequiredTags,
  "security_group/no-open-ingress": async () => (await import("./security_group/no-open-ingress.ts")).securityGroupNoOpenIngress,
  "sqs/not-public": async () => (await import("./sqs/not-public.ts")).sqsNotPublic,
  "vpc/flow-logs": async () => (await import("./vpc/flow-logs.ts")).vpcFlowLogs,
} satisfies Record<string, () => Promise<Auditor>>;
export type CheckId = keyof typeof checks;

/** The checks that run only where they are named, or a benchmark asks for them. */
export const onRequest: ReadonlySet<string> = new Set<CheckId>([
]);
