import { arn } from "@plumbline/finding-model/arn";
import type { Finding } from "@plumbline/finding-model/finding";
import type { ResourceRef } from "@plumbline/finding-model/resource";

interface Known {
  /** As Security Hub names the type. https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
  readonly hub?: string;
  readonly service?: string;
  /** The resource part of the ARN, where it follows from the id: that of a user or a role holds a path that the id does not tell. */
  readonly part?: (id: string) => string;
  /** Parts of the ARN that stay empty. */
  readonly without?: readonly ("region" | "account")[];
}
const ec2 = (kind: string, hub?: string): Known => ({ service: "ec2", part: (id) => `${kind}/${id}`, ...(hub ? { hub } : {}) });
const rds = (kind: string, hub: string): Known => ({ service: "rds", part: (id) => `${kind}:${id}`, hub });

// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const types: Readonly<Record<string, Known>> = {
  ami: { ...ec2("image"), without: ["account"] },
  ebs_snapshot: { ...ec2("snapshot"), without: ["account"] },
  ec2: ec2("instance", "AwsEc2Instance"),
  elb: { hub: "AwsElbLoadBalancer", service: "elasticloadbalancing", part: (id) => `loadbalancer/${id}` },
  elbv2: { hub: "AwsElbv2LoadBalancer" },
  iam_role: { hub: "AwsIamRole" },
  iam_user: { hub: "AwsIamUser" },
  kms_key: { hub: "AwsKmsKey", service: "kms", part: (id) => `key/${id}` },
  lambda_function: { hub: "AwsLambdaFunction", service: "lambda", part: (id) => `function:${id}` },
  multi_region_trail: { hub: "AwsCloudTrailTrail" },
  rds: rds("db", "AwsRdsDbInstance"),
  rds_cluster: rds("cluster", "AwsRdsDbCluster"),
  rds_cluster_snapshot: rds("cluster-snapshot", "AwsRdsDbClusterSnapshot"),
  rds_snapshot: rds("snapshot", "AwsRdsDbSnapshot"),
  redshift: { hub: "AwsRedshiftCluster", service: "redshift", part: (id) => `cluster:${id}` },
  s3_bucket: { hub: "AwsS3Bucket", service: "s3", part: (id) => id, without: ["region", "account"] },
  security_group: ec2("security-group", "AwsEc2SecurityGroup"),
  sqs: { hub: "AwsSqsQueue", service: "sqs", part: (url) => url.split("/").at(-1) ?? "" },
  vpc: ec2("vpc", "AwsEc2Vpc"),
};

/** The ARN of a finding's resource, where its id is one or tells it; never a guess, and none of what could not be listed. */
export function resourceArn({ resource, partition }: Pick<Finding, "resource" | "partition">): string | undefined {
  const { id, type, account, region } = resource;
  if (id.startsWith("arn:")) return id;
  const { service, part, without = [] } = types[type] ?? {};
  if (!service || !part || id === "" || id === "*") return undefined;
  const places = { region: without.includes("region") ? "" : region, account: without.includes("account") ? "" : account };
  return arn({ partition, service, ...places, resource: part(id) });
}

/** Type and id as Security Hub has them; an account and a region are the account there. Undefined where it knows no such thing. */
export function hubResource(finding: Pick<Finding, "resource" | "partition">): { readonly Type: string; readonly Id: string | undefined } {
  const { type, account, id }: ResourceRef = finding.resource;
  if (type === "account" || type === "region") return { Type: "AwsAccount", Id: `AWS::::Account:${account}` };
  return { Type: (id !== "*" && types[type]?.hub) || "Other", Id: resourceArn(finding) };
}
