import type { Aws, PerBatch, PerResource } from "@plumbline/audit-kit/define";
import { failureOf } from "@plumbline/audit-kit/look";
import { z } from "zod";
import { type Instance, isGlobalIpv6 } from "./instance.ts";
import { ipv6GatewaysOf, routeTablesOf } from "./subnet-routes.ts";

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
 * such an address. An instance whose route table AWS does not show is left out.
 */
export const ipv6Routes = {
  iam: ["ec2:DescribeRouteTables"],
  per: 100,
  schema: Ipv6Routes,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const vpcs = instances.flatMap(globalInterfaces).flatMap(({ subnet, vpc }) => (subnet && vpc ? [[subnet, vpc] as const] : []));
    const tables = await routeTablesOf(aws, new Map(vpcs));
    return new Map(
      instances.flatMap((instance): [string, z.input<typeof Ipv6Routes>][] => {
        const found = globalInterfaces(instance).map(({ subnet }) => ({ subnet: subnet ?? "", table: tables.get(subnet ?? "") }));
        const routes = found.flatMap(({ subnet, table }) =>
          table ? ipv6GatewaysOf(table).map((gateway) => ({ subnet, routeTable: table.RouteTableId ?? "", gateway })) : [],
        );
        return found.every(({ table }) => table) ? [[instance.id, routes]] : [];
      }),
    );
  },
} satisfies PerBatch<Instance, typeof Ipv6Routes>;

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
