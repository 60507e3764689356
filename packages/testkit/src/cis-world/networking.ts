import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateFlowLogsCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ReplaceNetworkAclEntryCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { Aws } from "@plumbline/aws-session/aws";

const insideOnly = "10.0.0.0/8";

/** Closes what a new region opens by itself: default groups and default ACLs; gives each VPC a flow log; a
 * group that lets those inside in through a prefix list; starts a good instance. */
export async function makeGoodNetwork({ client, account }: Aws): Promise<void> {
  const ec2 = client(EC2Client);
  for (const { VpcId = "" } of (await ec2.send(new DescribeVpcsCommand({}))).Vpcs ?? []) {
    const logGroupName = `flow-${VpcId}`;
    await client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName }));
    await ec2.send(
      new CreateFlowLogsCommand({
        ...{ ResourceIds: [VpcId], ResourceType: "VPC", TrafficType: "ALL", LogGroupName: logGroupName },
        DeliverLogsPermissionArn: `arn:aws:iam::${account}:role/support`,
      }),
    );
  }
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  for (const { GroupId, GroupName, IpPermissions = [], IpPermissionsEgress = [] } of SecurityGroups) {
    if (GroupName !== "default") continue;
    if (IpPermissions.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    if (IpPermissionsEgress.length > 0)
      await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
  }
  for (const { NetworkAclId, Entries = [] } of (await ec2.send(new DescribeNetworkAclsCommand({}))).NetworkAcls ?? [])
    for (const { RuleNumber, Egress, RuleAction } of Entries)
      if (!Egress && RuleAction === "allow")
        await ec2.send(
          new ReplaceNetworkAclEntryCommand({
            ...{ NetworkAclId, RuleNumber, Egress: false, RuleAction: "allow", Protocol: "-1", CidrBlock: insideOnly },
          }),
        );
  const Entries = [{ Cidr: insideOnly, Description: "inside" }];
  const list = { PrefixListName: "inside", MaxEntries: 1, AddressFamily: "IPv4", Entries };
  const { PrefixList } = await ec2.send(new CreateManagedPrefixListCommand(list));
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "inside", Description: "inside" }));
  const PrefixListIds = [{ PrefixListId: PrefixList?.PrefixListId }];
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, PrefixListIds }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await ec2.send(new RunInstancesCommand({ ...launch, MetadataOptions: { HttpTokens: "required" } }));
}

const launch = { ImageId: "ami-12c6146b", MinCount: 1, MaxCount: 1, InstanceType: "t3.micro" } as const;

/** A VPC as AWS makes it, a group that lets everyone in to SSH, and an instance that answers without a token. */
export async function makeBadNetwork({ client }: Aws): Promise<void> {
  const ec2 = client(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: "open", Description: "open", VpcId: Vpc?.VpcId }));
  const everyone = { IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] };
  const IpPermissions = [22, 445].map((port) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, ...everyone }));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await ec2.send(new RunInstancesCommand({ ...launch, MetadataOptions: { HttpTokens: "optional" } }));
}
