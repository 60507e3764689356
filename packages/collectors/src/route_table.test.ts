import { findAll, listAll } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { routeTable } from "./route_table.ts";

const peering = { VpcPeeringConnectionId: "pcx-1", State: "active" };
const described = {
  ...{ RouteTableId: "rtb-1", VpcId: "vpc-1", OwnerId: "111111111111", Tags: [{ Key: "Name", Value: "x" }] },
  Routes: [
    { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", State: "active" },
    { ...peering, DestinationCidrBlock: "10.1.0.0/16" },
    { ...peering, DestinationIpv6CidrBlock: "2001:db8::/56", State: "blackhole" },
    { ...peering, DestinationPrefixListId: "pl-1" },
    { VpcPeeringConnectionId: "pcx-2", DestinationCidrBlock: "10.2.0.0/24" },
  ],
};
const found = {
  ...{ id: "rtb-1", vpc: "vpc-1", tags: { Name: "x" } },
  peeringRoutes: [
    { peering: "pcx-1", destination: "10.1.0.0/16", state: "active" },
    { peering: "pcx-1", destination: "2001:db8::/56", state: "blackhole" },
    { peering: "pcx-1", destination: "pl-1", state: "active" },
    { peering: "pcx-2", destination: "10.2.0.0/24", state: "active" },
  ],
};
const second = { RouteTableId: "rtb-2", VpcId: "vpc-1", OwnerId: "111111111111" };
const shared = { RouteTableId: "rtb-9", VpcId: "vpc-9", OwnerId: "222222222222" };
const failing = (code: string) =>
  fakeAws({
    answers: {
      DescribeRouteTables: () => {
        throw awsFault(code);
      },
    },
  });

describe("route_table", () => {
  it("lists every page, the routes to peered VPCs, and no table of another account", async () => {
    const aws = fakeAws({
      answers: {
        DescribeRouteTables: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { RouteTables: [shared, second] } : { RouteTables: [described], NextToken: "2" },
      },
    });
    expect(await listAll(routeTable, aws)).toEqual([found, { id: "rtb-2", vpc: "vpc-1", tags: {}, peeringRoutes: [] }]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ MaxResults: 100 }, { MaxResults: 100, NextToken: "2" }]);
  });

  it("lists nothing where there is nothing, and says so when it may not look", async () => {
    expect(await listAll(routeTable, fakeAws({ answers: { DescribeRouteTables: {} } }))).toEqual([]);
    await expect(listAll(routeTable, failing("UnauthorizedOperation"))).rejects.toMatchObject({ kind: "denied" });
  });

  it("does not take a route to a peered VPC without a destination", async () => {
    const aws = fakeAws({ answers: { DescribeRouteTables: { RouteTables: [{ ...described, Routes: [peering] }] } } });
    await expect(listAll(routeTable, aws)).rejects.toThrow("destination");
  });

  it("finds by id, none of another account, none that is deleted, and none by another id", async () => {
    const aws = fakeAws({ answers: { DescribeRouteTables: { RouteTables: [described, shared] } } });
    expect(await findAll(routeTable, aws, "rtb-1")).toEqual([found]);
    expect(aws.calls.map(({ input }) => input)).toEqual([{ RouteTableIds: ["rtb-1"] }]);
    expect(await findAll(routeTable, failing("InvalidRouteTableID.NotFound"), "rtb-1")).toEqual([]);
    expect(await findAll(routeTable, fakeAws({ answers: {} }), "vpc-1")).toEqual([]);
  });
});
