import { elb } from "@plumbline/collectors/elb";
import { classicBalancerArn, instanceArn } from "../arns.ts";
import { toBalancerParts } from "../balancer.ts";
import { edgesTo } from "../parts.ts";
import { defineProjection } from "../projection.ts";

/** A classic load balancer; the instances that are registered with it are reached by its host name too. */
export const elbInCar = defineProjection({
  of: elb,
  needs: ["tags"],
  followedBy: "events",
  project({ id, scheme, dnsName, instances, tags }, place) {
    const asset = { arn: classicBalancerArn(place, id), name: id, assetType: "AWS classic load balancer", scheme, dnsName, tags };
    const { vertices, edges } = toBalancerParts(asset, place);
    const hosts = dnsName === null ? [] : [dnsName];
    return { vertices, edges: [...edges, ...instances.flatMap((one) => edgesTo("asset_hostname", instanceArn(place, one), hosts))] };
  },
});
