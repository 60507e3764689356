import { lookAtAspect } from "@plumbline/audit-kit/look-once";
import { awsFault, fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { ec2 } from "../ec2.ts";
import type { Instance } from "./instance.ts";

const instance: Instance = ec2.base.parse({
  ...{ id: "i-0a", tags: { Owner: "x" }, state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} },
  interfaces: [
    {
      ...{ id: "eni-1", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true },
      addresses: [
        { privateIp: "10.0.0.4", publicIp: "198.51.100.4" },
        { privateIp: "10.0.0.5", publicIp: null },
      ],
      ipv6: ["2600:1f18::4", "2600:1f18:1::/80"],
    },
  ],
});
const look = async (aws: ReturnType<typeof fakeAws>, aspect: string, ...instances: Instance[]) =>
  Object.fromEntries(await lookAtAspect(ec2, aws, aspect, instances));

describe("ec2 Elastic IPs", () => {
  const address = {
    ...{ AllocationId: "eipalloc-2", AssociationId: "eipassoc-2", PublicIp: "198.51.100.5" },
    ...{ NetworkInterfaceId: "eni-1", PrivateIpAddress: "10.0.0.5", InstanceId: "" },
  };
  const other = {
    ...address,
    AllocationId: "eipalloc-1",
    AssociationId: "eipassoc-1",
    PublicIp: "198.51.100.6",
    PrivateIpAddress: "10.0.0.4",
  };

  it("gives each instance those of its interfaces in an order of their own, in one call", async () => {
    const foreign = { ...address, AllocationId: "eipalloc-3", NetworkInterfaceId: "eni-9" };
    const aws = fakeAws({
      answers: { DescribeAddresses: { Addresses: [address, foreign, other, { AllocationId: "eipalloc-4", PublicIp: "198.51.100.7" }] } },
    });
    const plain = { ...instance, id: "i-0b", interfaces: [] };
    expect(await look(aws, "elasticIps", instance, plain)).toEqual({
      "i-0a": {
        value: {
          addresses: [
            { allocationId: "eipalloc-1", networkInterfaceId: "eni-1", privateIp: "10.0.0.4", publicIp: "198.51.100.6" },
            { allocationId: "eipalloc-2", networkInterfaceId: "eni-1", privateIp: "10.0.0.5", publicIp: "198.51.100.5" },
          ],
          associations: { "eipalloc-1": "eipassoc-1", "eipalloc-2": "eipassoc-2" },
        },
      },
      "i-0b": { value: { addresses: [], associations: {} } },
    });
    expect(aws.calls).toHaveLength(1);
  });

  it("says that it may not look", async () => {
    const aws = fakeAws({
      answers: {
        DescribeAddresses: () => {
          throw awsFault("UnauthorizedOperation");
        },
      },
    });
    expect((await look(aws, "elasticIps", instance))["i-0a"]?.failure?.kind).toBe("denied");
  });
});

describe("ec2 routes of IPv6", () => {
  const main = {
    RouteTableId: "rtb-main",
    VpcId: "vpc-1",
    Associations: [{ Main: true }],
    Routes: [{ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", State: "active" }],
  };
  const own = (...Routes: object[]) => ({
    RouteTableId: "rtb-own",
    VpcId: "vpc-1",
    Associations: [{ Main: false, SubnetId: "subnet-1" }],
    Routes,
  });
  const routed = (routeTable: string) => ({ value: [{ subnet: "subnet-1", routeTable, gateway: "igw-1" }] });
  const none = { value: [] };
  const rows: Record<string, [tables: object[], expected: unknown]> = {
    "the main route table of a subnet without one of its own": [[main], routed("rtb-main")],
    "the subnet's own route table before the main one": [[main, own()], none],
    "a route to everywhere": [[own({ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", State: "active" })], routed("rtb-own")],
    "a route to a part of the internet": [[own({ DestinationIpv6CidrBlock: "2000::/3", GatewayId: "igw-1" })], routed("rtb-own")],
    "a route to a prefix list": [[own({ DestinationPrefixListId: "pl-1", GatewayId: "igw-1" })], routed("rtb-own")],
    "one gateway once": [
      [own({ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1" }, { DestinationIpv6CidrBlock: "2000::/3", GatewayId: "igw-1" })],
      routed("rtb-own"),
    ],
    "no route of IPv4": [[own({ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" })], none],
    "no route to an egress-only gateway": [[own({ DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: "eigw-1" })], none],
    "no route within the VPC": [[own({ DestinationIpv6CidrBlock: "2600:1f18::/56", GatewayId: "local" })], none],
    "no route that is a black hole": [[own({ DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", State: "blackhole" })], none],
  };
  it.each(Object.entries(rows))("takes %s", async (_, [tables, expected]) => {
    const aws = fakeAws({ answers: { DescribeRouteTables: { RouteTables: tables } } });
    expect((await look(aws, "ipv6Routes", instance))["i-0a"]).toEqual(expected);
  });

  it("reads all pages of the route tables of these VPCs", async () => {
    const aws = fakeAws({
      answers: {
        DescribeRouteTables: ({ NextToken }: { NextToken?: string }) =>
          NextToken ? { RouteTables: [main] } : { RouteTables: [], NextToken: "2" },
      },
    });
    expect((await look(aws, "ipv6Routes", instance))["i-0a"]).toEqual(routed("rtb-main"));
    expect(aws.calls[0]?.input).toEqual({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }], MaxResults: 100 });
  });

  it("asks nothing when no instance has a global IPv6 address", async () => {
    const interfaces = [{ ...instance.interfaces[0]!, ipv6: ["fd00:ec2::4"] }];
    const aws = fakeAws({ answers: {} });
    expect(await look(aws, "ipv6Routes", { ...instance, interfaces }, { ...instance, id: "i-0b", interfaces: [] })).toEqual({
      "i-0a": none,
      "i-0b": none,
    });
  });

  it("does not say that there is no route when AWS does not show the route table", async () => {
    const aws = fakeAws({ answers: { DescribeRouteTables: { RouteTables: [{ ...main, VpcId: "vpc-9" }] } } });
    expect((await look(aws, "ipv6Routes", instance))["i-0a"]?.failure?.kind).toBe("absent");
  });
});

describe("ec2 public address on start", () => {
  const stopped: Instance = { ...instance, state: "stopped" };
  const attribute = (value: boolean | undefined) => ({
    DescribeNetworkInterfaceAttribute: { NetworkInterfaceId: "eni-1", AssociatePublicIpAddress: value },
  });
  const unknownAttribute = () => {
    throw awsFault("InvalidParameterValue");
  };
  const rows: Record<string, [instance: Instance, answers: Record<string, object>, expected: object]> = {
    "the setting of the primary interface": [stopped, attribute(true), { value: true }],
    "that it is off": [{ ...instance, state: "stopping" }, attribute(false), { value: false }],
    "the subnet's setting, where the endpoint does not know the attribute": [
      stopped,
      { DescribeNetworkInterfaceAttribute: unknownAttribute, DescribeSubnets: { Subnets: [{ MapPublicIpOnLaunch: true }] } },
      { value: true },
    ],
    "nothing of an instance that runs": [instance, {}, { value: false }],
    "nothing of an instance without interfaces": [{ ...stopped, interfaces: [] }, {}, { value: false }],
  };
  it.each(Object.entries(rows))("reads %s", async (_, [one, answers, expected]) => {
    expect((await look(fakeAws({ answers }), "publicOnStart", one))["i-0a"]).toEqual(expected);
  });

  const failures: Record<string, [answer: object, kind: string]> = {
    "a denied call": [() => Promise.reject(awsFault("UnauthorizedOperation")), "denied"],
    "an interface that is gone": [() => Promise.reject(awsFault("InvalidNetworkInterfaceID.NotFound")), "gone"],
    "a reply without the setting": [{}, "absent"],
  };
  it.each(Object.entries(failures))("says why for %s", async (_, [answer, kind]) => {
    const aws = fakeAws({ answers: { DescribeNetworkInterfaceAttribute: answer } });
    expect((await look(aws, "publicOnStart", stopped))["i-0a"]?.failure?.kind).toBe(kind);
  });
});
