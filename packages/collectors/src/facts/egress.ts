import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { routesOf } from "./subnet-routes.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** How interfaces without a public address get out of a subnet: whether through NAT, and to which services through endpoints of the VPC. */
export const Egress = z.object({ hasNat: z.boolean(), endpoints: z.array(z.string()) });
export type Egress = z.output<typeof Egress>;

/** Reads the ways out of subnets, by subnet; one that was deleted, or whose routes AWS does not show, is missing. */
export async function egressOf(aws: Aws, subnets: readonly string[]): Promise<ReadonlyMap<string, Egress>> {
  if (subnets.length === 0) return new Map();
  const vpcs = await vpcsOf(aws, subnets);
  const routes = await routesOf(aws, vpcs);
  const endpoints = await endpointsOf(aws, [...new Set(vpcs.values())].sort());
  return new Map(
    [...routes].map(([subnet, { hasNat }]) => [subnet, { hasNat, endpoints: [...(endpoints.get(vpcs.get(subnet) ?? "") ?? [])].sort() }]),
  );
}

/** Filtered, since ids of deleted subnets would be refused; a filter takes 200 values, and ten services have at most 160 subnets. */
async function vpcsOf(aws: Aws, subnets: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { EC2Client, paginateDescribeSubnets } = await sdk();
  const vpcs = new Map<string, string>();
  const input = { Filters: [{ Name: "subnet-id", Values: [...subnets] }], MaxResults: 1000 };
  for await (const page of paginateDescribeSubnets({ client: aws.client(EC2Client) }, input))
    for (const { SubnetId, VpcId } of page.Subnets ?? []) if (SubnetId && VpcId) vpcs.set(SubnetId, VpcId);
  return vpcs;
}

async function endpointsOf(aws: Aws, vpcs: string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const endpoints = new Map<string, Set<string>>();
  if (vpcs.length === 0) return endpoints;
  const { EC2Client, paginateDescribeVpcEndpoints } = await sdk();
  const input = { Filters: [{ Name: "vpc-id", Values: vpcs }], MaxResults: 1000 };
  for await (const page of paginateDescribeVpcEndpoints({ client: aws.client(EC2Client) }, input)) {
    for (const { VpcId, ServiceName, State } of page.VpcEndpoints ?? []) {
      if (VpcId === undefined || ServiceName === undefined || State?.toLowerCase() !== "available") continue;
      // com.amazonaws.eu-west-1.ecr.api, cn.com.amazonaws.cn-north-1.ecr.api
      const service = ServiceName.split(`.${aws.region}.`).at(-1) ?? ServiceName;
      endpoints.set(VpcId, (endpoints.get(VpcId) ?? new Set()).add(service));
    }
  }
  return endpoints;
}
