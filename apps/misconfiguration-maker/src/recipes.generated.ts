// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Recipe } from "./recipe.ts";

/** Every recipe, loaded when asked for. */
export const recipes = {
  "ami": async () => (await import("./recipes/ami.ts")).ami,
  "ebs-snapshot": async () => (await import("./recipes/ebs-snapshot.ts")).ebsSnapshot,
  "ec2": async () => (await import("./recipes/ec2.ts")).ec2,
  "ecs": async () => (await import("./recipes/ecs.ts")).ecs,
  "elb": async () => (await import("./recipes/elb.ts")).elb,
  "iam-role": async () => (await import("./recipes/iam-role.ts")).iamRole,
  "iam-user": async () => (await import("./recipes/iam-user.ts")).iamUser,
  "kms-key": async () => (await import("./recipes/kms-key.ts")).kmsKey,
  "lambda-function": async () => (await import("./recipes/lambda-function.ts")).lambdaFunction,
  "rds": async () => (await import("./recipes/rds.ts")).rds,
  "rds-cluster": async () => (await import("./recipes/rds-cluster.ts")).rdsCluster,
  "redshift": async () => (await import("./recipes/redshift.ts")).redshift,
  "s3-bucket": async () => (await import("./recipes/s3-bucket.ts")).s3Bucket,
  "security-group": async () => (await import("./recipes/security-group.ts")).securityGroup,
  "sqs": async () => (await import("./recipes/sqs.ts")).sqs,
  "vpc": async () => (await import("./recipes/vpc.ts")).vpc,
} satisfies Record<string, () => Promise<Recipe>>;
