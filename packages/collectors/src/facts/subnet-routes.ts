import type { Route, RouteTable } from "@aws-sdk/client-ec2";
import type { Aws } from "@plumbline/audit-kit/define";

/** How a subnet's interfaces reach the internet, and are reached. */
export interface SubnetRoutes {
  /** Whether an interface without a public IPv4 address gets out: through NAT, a firewall, a transit gateway and the like. */
  readonly hasNat: boolean;
  /** Whether a global IPv6 address is reached from the internet. */
  readonly hasIpv6Internet: boolean;
}

const activeIn = ({ Routes }: RouteTable): Route[] => (Routes ?? []).filter(({ State }) => State !== "blackhole");
const isInternet = ({ GatewayId }: Route): boolean => GatewayId?.startsWith("igw-") ?? false;

/**
 * The internet gateways through which a global IPv6 address is reached. A route to a prefix list counts, since the list may hold IPv6.
 * Routes through a firewall or an egress-only gateway are not followed: nothing comes in through the latter.
 */
export const ipv6GatewaysOf = (table: RouteTable): string[] => {
  const open = activeIn(table).filter((one) => (one.DestinationIpv6CidrBlock ?? one.DestinationPrefixListId) !== undefined);
  return [...new Set(open.filter(isInternet).flatMap(({ GatewayId }) => GatewayId ?? []))];
};

const toRoutes = (table: RouteTable): SubnetRoutes => ({
  hasNat: activeIn(table).some((route) => route.DestinationCidrBlock === "0.0.0.0/0" && !isInternet(route)),
  hasIpv6Internet: ipv6GatewaysOf(table).length > 0,
});

/** Reads the routes of subnets, given with their VPCs; one whose table AWS does not show is missing. */
export async function routesOf(aws: Aws, vpcs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, SubnetRoutes>> {
  return new Map([...(await routeTablesOf(aws, vpcs))].map(([subnet, table]) => [subnet, toRoutes(table)]));
}

/**
 * Reads the route tables of subnets, given with their VPCs. A subnet without a route table of its own uses its VPC's main one; one whose
 * table AWS does not show, as may be in a shared VPC, is missing. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
export async function routeTablesOf(aws: Aws, vpcs: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, RouteTable>> {
  if (vpcs.size === 0) return new Map();
  const { EC2Client, paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  const tables: RouteTable[] = [];
  const input = { Filters: [{ Name: "vpc-id", Values: [...new Set(vpcs.values())].sort() }], MaxResults: 100 };
  for await (const page of paginateDescribeRouteTables({ client: aws.client(EC2Client) }, input)) tables.push(...(page.RouteTables ?? []));
  const own = (subnet: string) => tables.find((table) => table.Associations?.some(({ SubnetId }) => SubnetId === subnet));
  const main = (vpc: string) => tables.find((table) => table.VpcId === vpc && table.Associations?.some(({ Main }) => Main));
  const found = [...vpcs].map(([subnet, vpc]) => ({ subnet, table: own(subnet) ?? main(vpc) }));
  return new Map(found.flatMap(({ subnet, table }) => (table ? [[subnet, table]] : [])));
}
