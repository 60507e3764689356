import type { EC2Client, _InstanceType as InstanceType } from "@aws-sdk/client-ec2";
import { named } from "./blank-snapshot.ts";
import { makeGateway } from "./network.ts";
import type { Made } from "./recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
/** A load balancer wants a /27 or larger: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html */
const CidrBlock = "10.255.254.0/27";

/** A subnet for load balancers and tasks, and the VPC when it had to be made. */
export interface AnyNetwork {
  readonly VpcId: string;
  readonly SubnetId: string;
  readonly made: readonly Made[];
}

/**
 * Finds a subnet of the default VPC in a zone that has the instance type. Where there is none, makes a VPC with a gateway that no route
 * leads to, which `removeVpcs` removes by its name: a region's quota leaves room for few VPCs.
 */
export async function anyNetwork(client: EC2Client, { type, name }: { type: InstanceType; name: string }): Promise<AnyNetwork> {
  const { CreateSubnetCommand, CreateVpcCommand, DescribeInstanceTypeOfferingsCommand, DescribeSubnetsCommand } = await sdk();
  const offered = { LocationType: "availability-zone" as const, Filters: [{ Name: "instance-type", Values: [type] }] };
  const { InstanceTypeOfferings } = await client.send(new DescribeInstanceTypeOfferingsCommand(offered));
  const zones = (InstanceTypeOfferings ?? []).flatMap(({ Location }) => Location ?? []).sort();
  const ofDefault = { Filters: [{ Name: "default-for-az", Values: ["true"] }] };
  const { Subnets } = await client.send(new DescribeSubnetsCommand(ofDefault));
  const found = zones.flatMap((zone) => Subnets?.find((subnet) => subnet.AvailabilityZone === zone) ?? [])[0];
  if (found?.VpcId !== undefined && found.SubnetId !== undefined) return { VpcId: found.VpcId, SubnetId: found.SubnetId, made: [] };
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock, ...named("vpc", name) }));
  const VpcId = Vpc?.VpcId ?? "";
  await makeGateway(client, VpcId, name);
  const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: zones[0], ...named("subnet", name) }));
  return { VpcId, SubnetId: Subnet?.SubnetId ?? "", made: [{ type: "vpc", id: VpcId, fails: [{ check: "vpc/flow-logs", fromDays: 0 }] }] };
}
