import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { routeTablePeeringLeastAccess } from "./peering-least-access.ts";

const route = (destination: string, state = "active") => ({ peering: "pcx-1", destination, state });
const table = (...peeringRoutes: ReturnType<typeof route>[]) => ({ facts: { id: "rtb-1", vpc: "vpc-1", peeringRoutes } });
const place = {
  ...{ context: {}, partition: "aws", region: "eu-west-1", account: { id: "111111111111", kind: "prod" as const } },
  ...{ knownAccounts: new Set<string>(), now: new Date(0), settings: { shortestPrefix: 24, shortestIpv6Prefix: 64 } },
};

describe("route_table/peering-least-access", () => {
  testAuditor(it, routeTablePeeringLeastAccess, {
    pass: {
      "a subnet of 256 addresses": table(route("10.1.2.0/24")),
      "a host": table(route("10.1.2.3/32")),
      "a subnet of IPv6": table(route("2001:db8:0:1::/64")),
      "a wide route whose peering is gone, beside a narrow one": table(route("10.0.0.0/8", "blackhole"), route("10.1.2.0/28")),
      "a VPC, where it may be one": { ...table(route("10.1.0.0/16")), settings: { shortestPrefix: 16 } },
    },
    fail: {
      "one bit too wide": table(route("10.1.2.0/23")),
      "a whole VPC": table(route("10.1.0.0/16")),
      everything: table(route("0.0.0.0/0")),
      "a wide one beside a narrow one": table(route("10.1.2.0/24"), route("10.2.0.0/16")),
      "a VPC of IPv6": table(route("2001:db8::/56")),
      "a wide one beside a prefix list": table(route("pl-1"), route("10.2.0.0/16")),
    },
    notApplicable: {
      "no peering": table(),
      "a peering that is gone": table(route("10.0.0.0/8", "blackhole")),
    },
  });

  it("does not judge a prefix list, whose ranges are elsewhere", () => {
    const { facts } = table(route("10.1.2.0/24"), route("pl-1"));
    expect(() => routeTablePeeringLeastAccess.evaluate({ facts: { ...facts, tags: {} }, ...place })).toThrow("not read: pl-1");
  });
});
