import type { LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-elastic-load-balancing");
const source = "elasticloadbalancing.amazonaws.com";
const name = "requestParameters.loadBalancerName";
const names = "requestParameters.loadBalancerNames[]";

const Base = z.object({
  id: z.string().min(1),
  /** `internet-facing` or `internal`; the former is what AWS takes when nobody says otherwise. */
  scheme: z.string().default("internet-facing"),
  /** The host name that clients connect to; it stays the same. */
  dnsName: z.string().nullable().default(null),
  /** Ids of the registered instances, sorted. */
  instances: z.array(z.string()),
});

const toBase = ({ LoadBalancerName, Scheme, DNSName, Instances }: LoadBalancerDescription) =>
  Base.parse({
    id: LoadBalancerName,
    scheme: Scheme,
    dnsName: DNSName,
    instances: (Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []).sort(),
  });

/**
 * A classic load balancer, named by its name, which is unique in the account and region.
 * https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html
 */
export const elb = defineCollector({
  type: "elb",
  title: "classic load balancer",
  scope: "regional",
  iam: ["elasticloadbalancing:DescribeLoadBalancers"],
  gone: ["LoadBalancerNotFound", "AccessPointNotFound", "AccessPointNotFoundException"],
  base: Base,
  async *list(aws) {
    const { ElasticLoadBalancingClient, paginateDescribeLoadBalancers } = await sdk();
    for await (const page of paginateDescribeLoadBalancers({ client: aws.client(ElasticLoadBalancingClient) }, { PageSize: 400 }))
      yield* (page.LoadBalancerDescriptions ?? []).map(toBase);
  },
  async find(aws, id) {
    const { ElasticLoadBalancingClient, DescribeLoadBalancersCommand } = await sdk();
    const { LoadBalancerDescriptions } = await aws
      .client(ElasticLoadBalancingClient)
      .send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [id] }));
    return (LoadBalancerDescriptions ?? []).map(toBase);
  },
  aspects: {
    accessLogs: {
      iam: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
      schema: z.boolean(),
      async fetch(aws, { id }) {
        const { DescribeLoadBalancerAttributesCommand, ElasticLoadBalancingClient } = await sdk();
        const { LoadBalancerAttributes } = await aws
          .client(ElasticLoadBalancingClient)
          .send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: id }));
        return z.boolean().parse(LoadBalancerAttributes?.AccessLog?.Enabled);
      },
    },
    tags: {
      iam: ["elasticloadbalancing:DescribeTags"],
      schema: Tags,
      // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeTags.html
      per: 20,
      async fetch(aws, balancers) {
        const { ElasticLoadBalancingClient, DescribeTagsCommand } = await sdk();
        const { TagDescriptions } = await aws
          .client(ElasticLoadBalancingClient)
          .send(new DescribeTagsCommand({ LoadBalancerNames: balancers.map(({ id }) => id) }));
        return new Map(
          (TagDescriptions ?? []).flatMap(({ LoadBalancerName, Tags }) => (LoadBalancerName ? [[LoadBalancerName, toTags(Tags)]] : [])),
        );
      },
    },
  },
  events: [
    { source, name: "CreateLoadBalancer", effect: "create", id: name },
    { source, name: "RegisterInstancesWithLoadBalancer", effect: "update", touches: [], id: name },
    { source, name: "DeregisterInstancesFromLoadBalancer", effect: "update", touches: [], id: name },
    { source, name: "AddTags", effect: "update", touches: ["tags"], id: names },
    { source, name: "RemoveTags", effect: "update", touches: ["tags"], id: names },
    { source, name: "DeleteLoadBalancer", effect: "delete", id: name },
  ],
});
