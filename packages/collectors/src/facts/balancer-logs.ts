import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";

/** Whether a load balancer keeps access logs; null for what has none: target groups, and gateway load balancers. */
export const AccessLogs = z.boolean().nullable();
const Flag = z.enum(["true", "false"]);

interface Named {
  readonly id: string;
}

/**
 * Reads the flag of application and network load balancers. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
 */
export async function readAccessLogs(aws: Aws, { id }: Named): Promise<boolean | null> {
  if (!/:loadbalancer\/(app|net)\//.test(id)) return null;
  const { DescribeLoadBalancerAttributesCommand, ElasticLoadBalancingV2Client } = await import("@aws-sdk/client-elastic-load-balancing-v2");
  const { Attributes } = await aws
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: id }));
  return Flag.parse(Attributes?.find(({ Key }) => Key === "access_logs.s3.enabled")?.Value) === "true";
}
