import type { EC2Client } from "@aws-sdk/client-ec2";
import type { AnyNetwork } from "./any-network.ts";
import { byName, named } from "./blank-snapshot.ts";
import { runInstance, terminateInstances } from "./instances.ts";
import type { Kitchen } from "./recipe.ts";
import { untilReady } from "./until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");

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
  const { CreateSecurityGroupCommand } = await sdk();
  const group = { VpcId, GroupName: name, Description: "lets nobody in", ...named("security-group", name) };
  const { GroupId = "" } = await client.send(new CreateSecurityGroupCommand(group));
  const Tags = [
    { Key: "Name", Value: name },
    { Key: "owner", Value: owner },
  ];
  const { id, address } = await runInstance(client, kitchen, {
    MetadataOptions: { HttpTokens: "required" },
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId, Groups: [GroupId], AssociatePublicIpAddress: false, DeleteOnTermination: true }],
    TagSpecifications: [{ ResourceType: "instance", Tags }],
  });
  return { id, address, securityGroup: GroupId };
}

/** Removes the instances and security groups of that name; a group goes when no load balancer has an interface in it any more. */
export async function removeShutInstances(client: EC2Client, kitchen: Kitchen, name: string): Promise<string[]> {
  const ec2 = await sdk();
  const gone = await terminateInstances(client, kitchen, name);
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
