// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Collector } from "@plumbline/audit-kit/define";

/** Every resource type, loaded when asked for. */
export const collectors = {
  "account": async () => (await import("./account.ts")).account,
  "ami": async () => (await import("./ami.ts")).ami,
  "ebs_snapshot": async () => (await import("./ebs_snapshot.ts")).ebsSnapshot,
  "ec2": async () => (await import("./ec2.ts")).ec2,
  "ecs_service": async () => (await import("./ecs_service.ts")).ecsService,
  "ecs_task": async () => (await import("./ecs_task.ts")).ecsTask,
  "ecs_task_set": async () => (await import("./ecs_task_set.ts")).ecsTaskSet,
  "efs": async () => (await import("./efs.ts")).efs,
  "elb": async () => (await import("./elb.ts")).elb,
  "elbv2": async () => (await import("./elbv2.ts")).elbv2,
  "iam_group": async () => (await import("./iam_group.ts")).iamGroup,
  "iam_policy": async () => (await import("./iam_policy.ts")).iamPolicy,
  "iam_role": async () => (await import("./iam_role.ts")).iamRole,
  "iam_server_certificate": async () => (await import("./iam_server_certificate.ts")).iamServerCertificate,
  "iam_user": async () => (await import("./iam_user.ts")).iamUser,
  "kms_key": async () => (await import("./kms_key.ts")).kmsKey,
  "lambda_function": async () => (await import("./lambda_function.ts")).lambdaFunction,
  "multi_region_trail": async () => (await import("./multi_region_trail.ts")).multiRegionTrail,
  "network_acl": async () => (await import("./network_acl.ts")).networkAcl,
  "organization": async () => (await import("./organization.ts")).organization,
  "rds": async () => (await import("./rds.ts")).rds,
  "rds_cluster": async () => (await import("./rds_cluster.ts")).rdsCluster,
  "rds_cluster_snapshot": async () => (await import("./rds_cluster_snapshot.ts")).rdsClusterSnapshot,
  "rds_snapshot": async () => (await import("./rds_snapshot.ts")).rdsSnapshot,
  "redshift": async () => (await import("./redshift.ts")).redshift,
  "region": async () => (await import("./region.ts")).region,
  "route_table": async () => (await import("./route_table.ts")).routeTable,
  "s3_bucket": async () => (await import("./s3_bucket.ts")).s3Bucket,
  "security_group": async () => (await import("./security_group.ts")).securityGroup,
  "sqs": async () => (await import("./sqs.ts")).sqs,
  "trail": async () => (await import("./trail.ts")).trail,
  "vpc": async () => (await import("./vpc.ts")).vpc,
} satisfies Record<string, () => Promise<Collector>>;
export type ResourceType = keyof typeof collectors;
