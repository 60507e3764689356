import type { _InstanceType, EC2Client, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { byName, named } from "../blank-snapshot.ts";
import { makeGateway, makeSubnet, makeVpc, removeVpcs } from "../network.ts";
import { type Expected, type Kitchen, lacksOwnerTag, type Recipe, underscored } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-ec2`;
const names = { imdsv1: underscored, elastic: `${underscored}-elastic-ip` } as const;
const InstanceType: _InstanceType = "t4g.nano";
// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
const ImageId = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64";

/**
 * An instance with IMDSv1 and an address that AWS assigned, and one with an Elastic IP. In a dev account both have a public address too
 * many, and where tags are required they lack them; by default only the first fails.
 */
export const ec2: Recipe = {
  name: "ec2",
  scope: "regional",
  dollarsPerMonth: 14,
  danger: "two instances with public addresses, in a VPC of their own without a route to the internet, whose security group lets nobody in",
  async make(kitchen) {
    const client = kitchen.aws.client((await sdk()).EC2Client);
    await remove(client, kitchen);
    const vpc = await makeVpc(client, name);
    await makeGateway(client, vpc.id, name);
    const where = { VpcId: vpc.id, instanceType: InstanceType, name };
    const MetadataOptions = { HttpTokens: "optional" as const, HttpPutResponseHopLimit: 2 };
    const open = { SubnetId: await makeSubnet(client, { ...where, kind: "public" }), MetadataOptions };
    const imdsv1 = await run(client, kitchen, { ...open, ...named("instance", names.imdsv1) });
    const elastic = await runElastic(client, kitchen, await makeSubnet(client, { ...where, kind: "private" }));
    const inDev: Expected = { check: "ec2/not-public-in-dev", fromDays: 0, when: "dev-account" };
    const always = [inDev, lacksOwnerTag("ec2")];
    return [
      vpc,
      { type: "ec2", id: imdsv1, fails: [{ check: "ec2/imdsv2", fromDays: 0 }, ...always] },
      { type: "ec2", id: elastic, fails: always },
    ];
  },
  destroy: async (kitchen) => remove(kitchen.aws.client((await sdk()).EC2Client), kitchen),
};

async function run(client: EC2Client, kitchen: Kitchen, input: Partial<RunInstancesCommandInput>): Promise<string> {
  const { DescribeInstancesCommand, RunInstancesCommand } = await sdk();
  const { Instances } = await client.send(new RunInstancesCommand({ ImageId, InstanceType, MinCount: 1, MaxCount: 1, ...input }));
  const id = Instances?.[0]?.InstanceId ?? "";
  await untilReady(`the instance ${id}`, kitchen, async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name === "running";
  });
  return id;
}

/** AWS assigns this one no address of its own, so that it has none when the Elastic IP is gone. */
async function runElastic(client: EC2Client, kitchen: Kitchen, SubnetId: string): Promise<string> {
  const { AllocateAddressCommand, AssociateAddressCommand } = await sdk();
  const MetadataOptions = { HttpTokens: "required" } as const;
  const InstanceId = await run(client, kitchen, { SubnetId, MetadataOptions, ...named("instance", names.elastic) });
  const { AllocationId } = await client.send(new AllocateAddressCommand({ Domain: "vpc", ...named("elastic-ip", name) }));
  await client.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
  return InstanceId;
}

/** Instances go first, then their addresses, then the network. */
async function remove(client: EC2Client, kitchen: Kitchen): Promise<string[]> {
  const { DescribeAddressesCommand, DescribeInstancesCommand, ReleaseAddressCommand, TerminateInstancesCommand } = await sdk();
  const alive = async () => {
    const { Reservations } = await client.send(new DescribeInstancesCommand(byName(...Object.values(names))));
    const all = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return all.filter(({ State }) => State?.Name !== "terminated").flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const gone = await alive();
  if (gone.length > 0) await client.send(new TerminateInstancesCommand({ InstanceIds: gone }));
  await untilReady(`the end of ${gone.join(", ")}`, kitchen, async () => (await alive()).length === 0);
  const { Addresses } = await client.send(new DescribeAddressesCommand(byName(name)));
  for (const { AllocationId = "" } of Addresses ?? []) {
    await client.send(new ReleaseAddressCommand({ AllocationId }));
    gone.push(AllocationId);
  }
  return [...gone, ...(await removeVpcs(client, name))];
}
