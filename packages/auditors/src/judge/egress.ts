import type { Egress } from "@plumbline/collectors/facts/egress";

/** Says what tasks without public addresses reach from their subnets; a subnet whose routes AWS does not show is named too. */
export function describeEgress(subnets: readonly string[], egress: Readonly<Record<string, Egress>>): string {
  const unknown = subnets.filter((subnet) => egress[subnet] === undefined);
  const shut = subnets.filter((subnet) => egress[subnet]?.hasNat === false);
  const endpoints = [...new Set(shut.flatMap((subnet) => egress[subnet]?.endpoints ?? []))].join(", ");
  const parts = [
    ...(shut.length + unknown.length < subnets.length ? ["new tasks get out through NAT"] : []),
    ...(shut.length > 0 && endpoints ? [`in ${shut.join(", ")}, without NAT, they reach only the VPC's endpoints (${endpoints})`] : []),
    ...(shut.length > 0 && !endpoints ? [`in ${shut.join(", ")}, without NAT or endpoints, they may not even get their image`] : []),
    ...(unknown.length > 0 ? [`whether ${unknown.join(", ")} has NAT is not known`] : []),
  ];
  return parts.join("; ");
}
