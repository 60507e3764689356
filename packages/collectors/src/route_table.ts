import type { RouteTable as AwsRouteTable } from "@aws-sdk/client-ec2";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** A destination is a range, or a prefix list by its id. `blackhole`: the peering is gone, and the route leads nowhere. */
const PeeringRoute = z.object({ peering: z.string(), destination: z.string().min(1), state: z.string() });
const RouteTable = z.object({ id: z.string().min(1), vpc: z.string(), tags: Tags, peeringRoutes: z.array(PeeringRoute) });

const toRouteTable = (one: AwsRouteTable): z.input<typeof RouteTable> => ({
  ...{ id: one.RouteTableId ?? "", vpc: one.VpcId ?? "", tags: toTags(one.Tags) },
  peeringRoutes: (one.Routes ?? []).flatMap((route) => {
    const destination = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? "";
    return route.VpcPeeringConnectionId === undefined
      ? []
      : [{ peering: route.VpcPeeringConnectionId, destination, state: route.State ?? "active" }];
  }),
});

/** A route table of the account itself, with its routes to peered VPCs. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html */
export const routeTable = defineCollector({
  type: "route_table",
  title: "Route table",
  scope: "regional",
  iam: ["ec2:DescribeRouteTables"],
  gone: ["InvalidRouteTableID.NotFound"],
  base: RouteTable,
  async *list(aws) {
    const { EC2Client, paginateDescribeRouteTables } = await sdk();
    for await (const page of paginateDescribeRouteTables({ client: aws.client(EC2Client) }, { MaxResults: 100 }))
      for (const one of page.RouteTables ?? []) if (one.OwnerId === aws.account) yield toRouteTable(one);
  },
  async find(aws, id) {
    const { EC2Client, DescribeRouteTablesCommand } = await sdk();
    if (!id.startsWith("rtb-")) return [];
    const { RouteTables } = await aws.client(EC2Client).send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }));
    return (RouteTables ?? []).filter(({ OwnerId }) => OwnerId === aws.account).map(toRouteTable);
  },
  aspects: {},
  // Only benchmarks ask about it, and they are not polled.
  events: [],
});
