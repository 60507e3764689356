import type { RouteTable } from "@aws-sdk/client-ec2";
import type { Aws, PerBatch, PerResource } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { z } from "zod";
import { type Instance, isGlobalIpv6 } from "./instance.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** An Elastic IP, and the private address that it is associated with. */
export const ElasticIp = z.object({
  allocationId: z.string().min(1),
  networkInterfaceId: z.string().min(1),
  privateIp: z.string().min(1),
  publicIp: z.string().min(1),
});
export type ElasticIp = z.output<typeof ElasticIp>;

/** Association ids stand apart, by allocation id: AWS makes a new one whenever an address is associated. */
export const ElasticIps = z.object({ addresses: z.array(ElasticIp), associations: z.record(z.string(), z.string()) });

/** The Elastic IPs of instances. An account has few, so that one call without a filter tells all. */
export const elasticIps = {
  iam: ["ec2:DescribeAddresses"],
  per: 100,
  schema: ElasticIps,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const { EC2Client, DescribeAddressesCommand } = await sdk();
    const { Addresses } = await aws.client(EC2Client).send(new DescribeAddressesCommand({}));
    const of = (instance: Instance) => {
      const own = (Addresses ?? []).filter((one) => instance.interfaces.some(({ id }) => id === one.NetworkInterfaceId));
      const addresses = own.map((one) => ({
        allocationId: one.AllocationId ?? "",
        networkInterfaceId: one.NetworkInterfaceId ?? "",
        privateIp: one.PrivateIpAddress ?? "",
        publicIp: one.PublicIp ?? "",
      }));
      return {
        addresses: addresses.sort((a, b) => (a.allocationId < b.allocationId ? -1 : 1)),
        associations: Object.fromEntries(own.map((one) => [one.AllocationId ?? "", one.AssociationId ?? ""])),
      };
    };
    return new Map(instances.map((instance) => [instance.id, of(instance)]));
  },
} satisfies PerBatch<Instance, typeof ElasticIps>;

/** A subnet of an instance from which a route of IPv6 leads through an internet gateway. */
const Ipv6Routes = z.array(z.object({ subnet: z.string(), routeTable: z.string(), gateway: z.string() }));

const globalInterfaces = ({ interfaces }: Instance) => interfaces.filter(({ ipv6 }) => ipv6.some(isGlobalIpv6));

/**
 * The subnets where an instance has a global IPv6 address and a route to an internet gateway. Route tables are read only when an instance has
 * such an address. Routes through a firewall or an egress-only gateway are not followed: nothing comes in through the latter.
 * An instance whose route table AWS does not show, as may be in a shared VPC, is left out.
 */
export const ipv6Routes = {
  iam: ["ec2:DescribeRouteTables"],
  per: 100,
  schema: Ipv6Routes,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const vpcs = new Set(instances.flatMap((instance) => globalInterfaces(instance).flatMap(({ vpc }) => vpc ?? [])));
    const tables = vpcs.size > 0 ? await routeTablesOf(aws, [...vpcs]) : [];
    return new Map(
      instances.flatMap((instance): [string, z.input<typeof Ipv6Routes>][] => {
        const found = globalInterfaces(instance).map((one) => ({ subnet: one.subnet ?? "", table: tableOf(tables, one) }));
        if (found.some(({ table }) => table === undefined)) return [];
        return [
          [
            instance.id,
            found.flatMap(({ subnet, table }) =>
              gatewaysOf(table).map((gateway) => ({ subnet, routeTable: table?.RouteTableId ?? "", gateway })),
            ),
          ],
        ];
      }),
    );
  },
} satisfies PerBatch<Instance, typeof Ipv6Routes>;

async function routeTablesOf(aws: Aws, vpcs: string[]): Promise<RouteTable[]> {
  const { EC2Client, paginateDescribeRouteTables } = await sdk();
  const all: RouteTable[] = [];
  const input = { Filters: [{ Name: "vpc-id", Values: vpcs }], MaxResults: 100 };
  for await (const page of paginateDescribeRouteTables({ client: aws.client(EC2Client) }, input)) all.push(...(page.RouteTables ?? []));
  return all;
}

/** A subnet without a route table of its own has the main one of its VPC. https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html */
const tableOf = (tables: readonly RouteTable[], { vpc, subnet }: Instance["interfaces"][number]): RouteTable | undefined =>
  tables.find((table) => table.Associations?.some(({ SubnetId }) => SubnetId !== undefined && SubnetId === subnet)) ??
  tables.find((table) => table.VpcId === vpc && table.Associations?.some(({ Main }) => Main));

/** A route to a prefix list counts, since the list may hold IPv6. */
const gatewaysOf = (table: RouteTable | undefined): string[] => [
  ...new Set(
    (table?.Routes ?? [])
      .filter((route) => route.State !== "blackhole" && (route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId) !== undefined)
      .flatMap(({ GatewayId }) => (GatewayId?.startsWith("igw-") ? [GatewayId] : [])),
  ),
];

const PublicOnStart = z.unknown().pipe(z.boolean());

/**
 * Whether a stopped instance gets a public address as soon as it is started: AWS takes an auto-assigned address away at the stop and keeps
 * the setting at the primary network interface. False for an instance that runs: its addresses tell. Where an endpoint does not know
 * the setting (it came in 2024), that of the subnet stands for it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaceAttribute.html
 */
export const publicOnStart = {
  iam: ["ec2:DescribeNetworkInterfaceAttribute", "ec2:DescribeSubnets"],
  schema: PublicOnStart,
  async fetch(aws: Aws, { state, interfaces }: Instance) {
    const { EC2Client, DescribeNetworkInterfaceAttributeCommand, DescribeSubnetsCommand } = await sdk();
    const primary = interfaces.find(({ isPrimary }) => isPrimary);
    if (!primary || (state !== "stopped" && state !== "stopping")) return false;
    const client = aws.client(EC2Client);
    try {
      const input = { NetworkInterfaceId: primary.id, Attribute: "associatePublicIpAddress" as const };
      return (await client.send(new DescribeNetworkInterfaceAttributeCommand(input))).AssociatePublicIpAddress;
    } catch (error) {
      if (failureOf(error).code !== "InvalidParameterValue" || primary.subnet === null) throw error;
      return (await client.send(new DescribeSubnetsCommand({ SubnetIds: [primary.subnet] }))).Subnets?.[0]?.MapPublicIpOnLaunch;
    }
  },
} satisfies PerResource<Instance, typeof PublicOnStart>;
