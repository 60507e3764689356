import type { EC2Client } from "@aws-sdk/client-ec2";
import { byName, named } from "./blank-snapshot.ts";
import type { Made } from "./recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const block = "10.255.255.224/27";
const halves = { public: "10.255.255.224/28", private: "10.255.255.240/28" } as const;

/** Makes a VPC that nothing leads into, since many accounts have no default one. It has no flow log. */
export async function makeVpc(client: EC2Client, name: string): Promise<Made> {
  const { CreateVpcCommand } = await sdk();
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: block, ...named("vpc", name) }));
  return { type: "vpc", id: Vpc?.VpcId ?? "", fails: [{ check: "vpc/flow-logs", fromDays: 0 }] };
}

export interface SubnetWish {
  readonly VpcId: string;
  readonly kind: keyof typeof halves;
  readonly instanceType: string;
  readonly name: string;
}
/** Makes a subnet in a zone that has the instance type; instances of the public one get public addresses. No route leads out of it. */
export async function makeSubnet(client: EC2Client, { VpcId, kind, instanceType, name }: SubnetWish): Promise<string> {
  const { CreateSubnetCommand, DescribeInstanceTypeOfferingsCommand, ModifySubnetAttributeCommand } = await sdk();
  const offered = { LocationType: "availability-zone" as const, Filters: [{ Name: "instance-type", Values: [instanceType] }] };
  const { InstanceTypeOfferings } = await client.send(new DescribeInstanceTypeOfferingsCommand(offered));
  const AvailabilityZone = InstanceTypeOfferings?.flatMap(({ Location }) => Location ?? []).sort()[0];
  const input = { VpcId, CidrBlock: halves[kind], AvailabilityZone, ...named("subnet", name) };
  const SubnetId = (await client.send(new CreateSubnetCommand(input))).Subnet?.SubnetId ?? "";
  await client.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: kind === "public" } }));
  return SubnetId;
}

/** Elastic IPs need an internet gateway at the VPC; without a route to it nothing comes in. */
export async function makeGateway(client: EC2Client, VpcId: string, name: string): Promise<void> {
  const { AttachInternetGatewayCommand, CreateInternetGatewayCommand } = await sdk();
  const { InternetGateway } = await client.send(new CreateInternetGatewayCommand(named("internet-gateway", name)));
  await client.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: InternetGateway?.InternetGatewayId }));
}

/** Removes the VPCs of that name with their gateways, subnets and security groups; answers the ids. */
export async function removeVpcs(client: EC2Client, name: string): Promise<string[]> {
  const ec2 = await sdk();
  const gone: string[] = [];
  const { InternetGateways } = await client.send(new ec2.DescribeInternetGatewaysCommand(byName(name)));
  for (const { InternetGatewayId = "", Attachments } of InternetGateways ?? []) {
    for (const { VpcId } of Attachments ?? []) await client.send(new ec2.DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    await client.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId }));
    gone.push(InternetGatewayId);
  }
  const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand(byName(name)));
  for (const { VpcId = "" } of Vpcs ?? []) {
    const inVpc = { Filters: [{ Name: "vpc-id", Values: [VpcId] }] };
    const { Subnets } = await client.send(new ec2.DescribeSubnetsCommand(inVpc));
    for (const { SubnetId = "" } of Subnets ?? []) {
      await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
      gone.push(SubnetId);
    }
    const { SecurityGroups } = await client.send(new ec2.DescribeSecurityGroupsCommand(inVpc));
    for (const { GroupId = "", GroupName } of SecurityGroups ?? []) {
      if (GroupName === "default") continue;
      await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
      gone.push(GroupId);
    }
    await client.send(new ec2.DeleteVpcCommand({ VpcId }));
    gone.push(VpcId);
  }
  return gone;
}
