import type { RouteTable } from "@aws-sdk/client-ec2";
import type { Aws } from "@plumbline/audit-kit/define";

/** How a subnet's interfaces reach the internet, and are reached. */
export interface SubnetRoutes {
  /** Whether an interface without a public IPv4 address gets out: through NAT, a firewall, a transit gateway and the like. */
  readonly hasNat: boolean;
  /** Whether a global IPv6 address is reached from the internet. */
  readonly hasIpv6Internet: boolean;
}

function toRoutes({ Routes }: RouteTable): SubnetRoutes {
  const active = (Routes ?? []).filter(({ State }) => State !== "blackhole");
  const isInternet = ({ GatewayId }: { GatewayId?: string | undefined }) => GatewayId?.startsWith("igw-") ?? false;
  return {
    hasNat: active.some((route) => route.DestinationCidrBlock === "0.0.0.0/0" && !isInternet(route)),
    // A prefix list may hold IPv6.
    hasIpv6Internet: active.some(
      (route) => isInternet(route) && (route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId) !== undefined,
    ),
  };
}

/**
 * Reads the routes of subnets, given with their VPCs. A subnet without a route table of its own uses its VPC's main one; one whose table
 * AWS does not show is missing. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
export async function routesOf(aws: Aws, vpcs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, SubnetRoutes>> {
  if (vpcs.size === 0) return new Map();
  const { EC2Client, paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  const tables: RouteTable[] = [];
  const input = { Filters: [{ Name: "vpc-id", Values: [...new Set(vpcs.values())].sort() }], MaxResults: 100 };
  for await (const page of paginateDescribeRouteTables({ client: aws.client(EC2Client) }, input)) tables.push(...(page.RouteTables ?? []));
  const own = (subnet: string) => tables.find((table) => table.Associations?.some(({ SubnetId }) => SubnetId === subnet));
  const main = (vpc: string) => tables.find((table) => table.VpcId === vpc && table.Associations?.some(({ Main }) => Main));
  const found = [...vpcs].map(([subnet, vpc]) => ({ subnet, table: own(subnet) ?? main(vpc) }));
  return new Map(found.flatMap(({ subnet, table }) => (table ? [[subnet, toRoutes(table)]] : [])));
}
