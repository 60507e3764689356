import type { EC2Client, _InstanceType as InstanceType } from "@aws-sdk/client-ec2";
import type { AnyNetwork } from "./any-network.ts";
import { byName, named } from "./blank-snapshot.ts";
import type { Kitchen } from "./recipe.ts";
import { untilReady } from "./until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");
export const instanceType: InstanceType = "t4g.nano";
// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
const ImageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64";

/** An instance that nobody reaches, the address it has, and the security group that lets nobody in. */
export interface ShutInstance {
  readonly id: string;
  readonly address: string;
  readonly securityGroup: string;
}

/** Runs an instance without a public address, which takes only IMDSv2 and carries the given owner. */
export async function runShutInstance(
  { VpcId, SubnetId }: AnyNetwork,
  { client, kitchen, name, owner }: { client: EC2Client; kitchen: Kitchen; name: string; owner: string },
): Promise<ShutInstance> {
  const { CreateSecurityGroupCommand, DescribeInstancesCommand, RunInstancesCommand } = await sdk();
  const group = { VpcId, GroupName: name, Description: "lets nobody in", ...named("security-group", name) };
  const { GroupId = "" } = await client.send(new CreateSecurityGroupCommand(group));
  const Tags = [
    { Key: "Name", Value: name },
    { Key: "owner", Value: owner },
  ];
  const { Instances } = await client.send(
    new RunInstancesCommand({
      ...{ ImageId, InstanceType: instanceType, MinCount: 1, MaxCount: 1, MetadataOptions: { HttpTokens: "required" } },
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId, Groups: [GroupId], AssociatePublicIpAddress: false, DeleteOnTermination: true }],
      TagSpecifications: [{ ResourceType: "instance", Tags }],
    }),
  );
  const id = Instances?.[0]?.InstanceId ?? "";
  await untilReady(`the instance ${id}`, kitchen, async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === "running";
  });
  return { id, address: Instances?.[0]?.PrivateIpAddress ?? "", securityGroup: GroupId };
}

/** Removes the instances and security groups of that name; a group goes when no load balancer has an interface in it any more. */
export async function removeShutInstances(client: EC2Client, kitchen: Kitchen, name: string): Promise<string[]> {
  const ec2 = await sdk();
  const alive = async () => {
    const { Reservations } = await client.send(new ec2.DescribeInstancesCommand(byName(name)));
    const all = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return all.filter(({ State }) => State?.Name !== "terminated").flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const gone = await alive();
  if (gone.length > 0) await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: gone }));
  await untilReady(`the end of ${gone.join(", ")}`, kitchen, async () => (await alive()).length === 0);
  const { SecurityGroups } = await client.send(new ec2.DescribeSecurityGroupsCommand(byName(name)));
  for (const { GroupId = "" } of SecurityGroups ?? []) {
    const within = { Filters: [{ Name: "group-id", Values: [GroupId] }] };
    await untilReady(`the last network interface of ${GroupId}`, kitchen, async () => {
      const { NetworkInterfaces } = await client.send(new ec2.DescribeNetworkInterfacesCommand(within));
      return (NetworkInterfaces ?? []).length === 0;
    });
    await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
    gone.push(GroupId);
  }
  return gone;
}
