import type { EC2Client } from "@aws-sdk/client-ec2";
import { byName, named } from "../blank-snapshot.ts";
import { instanceType, runInstance, terminateInstances } from "../instances.ts";
import { makeGateway, makeSubnet, makeVpc, removeVpcs } from "../network.ts";
import { type Expected, type Kitchen, lacksOwnerTag, type Recipe, underscored } from "../recipe.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-ec2`;
const names = { imdsv1: underscored, elastic: `${underscored}-elastic-ip` } as const;

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
    const where = { VpcId: vpc.id, instanceType, name };
    const MetadataOptions = { HttpTokens: "optional" as const, HttpPutResponseHopLimit: 2 };
    const open = { SubnetId: await makeSubnet(client, { ...where, kind: "public" }), MetadataOptions };
    const { id: imdsv1 } = await runInstance(client, kitchen, { ...open, ...named("instance", names.imdsv1) });
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

/** AWS assigns this one no address of its own, so that it has none when the Elastic IP is gone. */
async function runElastic(client: EC2Client, kitchen: Kitchen, SubnetId: string): Promise<string> {
  const { AllocateAddressCommand, AssociateAddressCommand } = await sdk();
  const MetadataOptions = { HttpTokens: "required" } as const;
  const { id: InstanceId } = await runInstance(client, kitchen, { SubnetId, MetadataOptions, ...named("instance", names.elastic) });
  const { AllocationId } = await client.send(new AllocateAddressCommand({ Domain: "vpc", ...named("elastic-ip", name) }));
  await client.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
  return InstanceId;
}

/** Instances go first, then their addresses, then the network. */
async function remove(client: EC2Client, kitchen: Kitchen): Promise<string[]> {
  const { DescribeAddressesCommand, ReleaseAddressCommand } = await sdk();
  const gone = await terminateInstances(client, kitchen, ...Object.values(names));
  const { Addresses } = await client.send(new DescribeAddressesCommand(byName(name)));
  for (const { AllocationId = "" } of Addresses ?? []) {
    await client.send(new ReleaseAddressCommand({ AllocationId }));
    gone.push(AllocationId);
  }
  return [...gone, ...(await removeVpcs(client, name))];
}
