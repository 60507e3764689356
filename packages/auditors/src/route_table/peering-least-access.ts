import { defineAuditor } from "@plumbline/audit-kit/define";
import { parseCidr } from "@plumbline/collectors/policy/cidr";
import { routeTable } from "@plumbline/collectors/route_table";
import { z } from "zod";

/** How narrow a route must be is for its owner to say; the settings draw a line. Routes of deleted peerings lead nowhere. */
export const routeTablePeeringLeastAccess = defineAuditor({
  id: "route_table/peering-least-access",
  title: "Routes to peered VPCs are narrow",
  severity: "medium",
  source: "https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations-partial-access.html",
  onRequest: true,
  subject: routeTable,
  needs: [],
  settings: z.strictObject({
    shortestPrefix: z.int().min(0).max(32).default(24),
    shortestIpv6Prefix: z.int().min(0).max(128).default(64),
  }),
  evaluate({ facts: { peeringRoutes }, settings: { shortestPrefix, shortestIpv6Prefix } }) {
    const routes = peeringRoutes.filter(({ state }) => state !== "blackhole");
    if (routes.length === 0) return { status: "not-applicable", reason: "it has no route to a peered VPC" };
    const judged = routes.map((route) => ({ ...route, block: parseCidr(route.destination) }));
    const wide = judged.filter(({ block }) => block && block.prefix < (block.bits === 32 ? shortestPrefix : shortestIpv6Prefix));
    const evidence = { routes: wide.map(({ peering, destination }) => ({ peering, destination })) };
    if (wide.length > 0)
      return { status: "fail", reason: `it routes ${wide.map((one) => one.destination).join(", ")} to a peered VPC`, evidence };
    const unread = judged.filter(({ block }) => block === undefined).map(({ destination }) => destination);
    if (unread.length > 0) throw new Error(`what these destinations of peering routes hold is not read: ${unread.join(", ")}`);
    return { status: "pass" };
  },
});
