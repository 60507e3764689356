import type { EC2Client } from "@aws-sdk/client-ec2";
import { byName, named } from "../blank-snapshot.ts";
import { makeVpc, removeVpcs } from "../network.ts";
import { type Kitchen, type Made, type Recipe, underscored } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-security-group`;
const names = { open: `${underscored}-open`, viaList: `${underscored}-prefix-list` } as const;

/** A group that is open to everyone beside a rule that must stay, and one that is open through a prefix list. */
export const securityGroup: Recipe = {
  name: "security-group",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "two groups that let everyone in, in a VPC of their own where nothing uses them",
  async make(kitchen) {
    const client = kitchen.aws.client((await sdk()).EC2Client);
    await remove(client);
    const vpc = await makeVpc(client, name);
    return [vpc, await makeOpenGroup(client, vpc.id), await makeGroupViaList(client, kitchen, vpc.id)];
  },
  destroy: async ({ aws }) => remove(aws.client((await sdk()).EC2Client)),
};

async function makeGroup(client: EC2Client, VpcId: string, GroupName: string): Promise<Made> {
  const { CreateSecurityGroupCommand } = await sdk();
  const input = { VpcId, GroupName, Description: "made to be found", ...named("security-group", GroupName) };
  const { GroupId } = await client.send(new CreateSecurityGroupCommand(input));
  return { type: "security_group", id: GroupId ?? "", fails: [{ check: "security_group/no-open-ingress", fromDays: 0 }] };
}

async function makeOpenGroup(client: EC2Client, VpcId: string): Promise<Made> {
  const { AuthorizeSecurityGroupIngressCommand } = await sdk();
  const group = await makeGroup(client, VpcId, names.open);
  const ssh = { IpProtocol: "tcp", FromPort: 22, ToPort: 22 };
  const open = {
    ...ssh,
    IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "everyone" }],
    Ipv6Ranges: [{ CidrIpv6: "::/0", Description: "everyone" }],
  };
  const office = { ...ssh, IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "must stay" }] };
  await client.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId: group.id, IpPermissions: [open], ...named("security-group-rule", names.open) }),
  );
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group.id, IpPermissions: [office] }));
  return group;
}

async function makeGroupViaList(client: EC2Client, kitchen: Kitchen, VpcId: string): Promise<Made> {
  const { AuthorizeSecurityGroupIngressCommand, CreateManagedPrefixListCommand, DescribeManagedPrefixListsCommand } = await sdk();
  const list = { PrefixListName: names.viaList, AddressFamily: "IPv4", MaxEntries: 1, Entries: [{ Cidr: "0.0.0.0/0" }] };
  const { PrefixList } = await client.send(new CreateManagedPrefixListCommand({ ...list, ...named("prefix-list", names.viaList) }));
  const PrefixListId = PrefixList?.PrefixListId ?? "";
  await untilReady(`the prefix list ${PrefixListId}`, kitchen, async () => {
    const { PrefixLists } = await client.send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }));
    return PrefixLists?.[0]?.State === "create-complete";
  });
  const group = await makeGroup(client, VpcId, names.viaList);
  const rdp = { IpProtocol: "tcp", FromPort: 3389, ToPort: 3389, PrefixListIds: [{ PrefixListId, Description: "everyone" }] };
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group.id, IpPermissions: [rdp] }));
  return { ...group, fails: group.fails.map((one) => ({ ...one, subKey: "prefix-lists" })) };
}

/** A prefix list goes after the groups that refer to it, and AWS shows it for a while afterwards. */
async function remove(client: EC2Client): Promise<string[]> {
  const { DeleteManagedPrefixListCommand, DescribeManagedPrefixListsCommand } = await sdk();
  const gone = await removeVpcs(client, name);
  const { PrefixLists } = await client.send(new DescribeManagedPrefixListsCommand(byName(names.viaList)));
  for (const { PrefixListId = "", State } of PrefixLists ?? []) {
    if (State?.startsWith("delete")) continue;
    await client.send(new DeleteManagedPrefixListCommand({ PrefixListId }));
    gone.push(PrefixListId);
  }
  return gone;
}
