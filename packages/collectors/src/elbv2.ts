import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { AccessLogs, readAccessLogs } from "./facts/balancer-logs.ts";
import { Balancer, balancerArnIn, Group, goneCodes, groupsOf, toBalancer, toGroups } from "./facts/balancers.ts";
import { ofForm } from "./facts/event-id.ts";
import { Tags, toTags } from "./facts/tags.ts";
import { Targets, toTargets } from "./facts/targets.ts";

const sdk = () => import("@aws-sdk/client-elastic-load-balancing-v2");
const source = "elasticloadbalancing.amazonaws.com";
const balancerArn = "requestParameters.loadBalancerArn";
const groupArn = "requestParameters.targetGroupArn";
// The ARN of a listener or rule holds that of its load balancer.
const onBalancer = { source, effect: "update", touches: [], toId: balancerArnIn } as const;
const listenerArn = "requestParameters.listenerArn";
const ruleArn = "requestParameters.ruleArn";
// Listeners, rules and trust stores have tags too.
const tagged = {
  source,
  effect: "update",
  touches: ["tags"],
  id: "requestParameters.resourceArns[]",
  toId: ofForm(/:(loadbalancer\/(app|net|gwy)|targetgroup)\//),
} as const;
const Base = z.discriminatedUnion("kind", [Balancer, Group]);

/**
 * A load balancer (application, network or gateway) or a target group, named by its ARN. One type, since messages name either.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
export const elbv2 = defineCollector({
  type: "elbv2",
  title: "load balancer or target group",
  scope: "regional",
  iam: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTargetGroups"],
  gone: goneCodes,
  base: Base,
  async *list(aws) {
    const { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers, paginateDescribeTargetGroups } = await sdk();
    const client = aws.client(ElasticLoadBalancingV2Client);
    const balancers = new Map<string, ReturnType<typeof toBalancer>>();
    for await (const page of paginateDescribeLoadBalancers({ client }, { PageSize: 400 })) {
      for (const balancer of (page.LoadBalancers ?? []).map(toBalancer)) {
        balancers.set(balancer.id, balancer);
        yield balancer;
      }
    }
    for await (const page of paginateDescribeTargetGroups({ client }, { PageSize: 400 }))
      yield* await toGroups(aws, page.TargetGroups ?? [], balancers);
  },
  /** A load balancer stands for itself and its target groups, as a message about one always did; so does a listener or rule of it. */
  async find(aws, id) {
    const { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } = await sdk();
    const client = aws.client(ElasticLoadBalancingV2Client);
    if (id.includes(":targetgroup/")) {
      const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [id] }));
      return toGroups(aws, TargetGroups ?? [], new Map());
    }
    const arn = balancerArnIn(id);
    if (arn === undefined) return [];
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
    const balancers = (LoadBalancers ?? []).map(toBalancer);
    const known = new Map(balancers.map((one) => [one.id, one]));
    return [...balancers, ...(await toGroups(aws, await groupsOf(aws, arn), known))];
  },
  aspects: {
    tags: {
      iam: ["elasticloadbalancing:DescribeTags"],
      schema: Tags,
      // Balancers and groups together: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
      per: 20,
      async fetch(aws, resources) {
        const { ElasticLoadBalancingV2Client, DescribeTagsCommand } = await sdk();
        const { TagDescriptions } = await aws
          .client(ElasticLoadBalancingV2Client)
          .send(new DescribeTagsCommand({ ResourceArns: resources.map(({ id }) => id) }));
        return new Map((TagDescriptions ?? []).flatMap(({ ResourceArn, Tags }) => (ResourceArn ? [[ResourceArn, toTags(Tags)]] : [])));
      },
    },
    accessLogs: {
      iam: ["elasticloadbalancing:DescribeLoadBalancerAttributes"],
      schema: AccessLogs,
      fetch: readAccessLogs,
    },
    /** A load balancer has no targets of its own. */
    targets: {
      iam: ["elasticloadbalancing:DescribeTargetHealth"],
      schema: Targets,
      async fetch(aws, { id, kind }) {
        if (kind === "balancer") return { registered: [], draining: [] };
        const { ElasticLoadBalancingV2Client, DescribeTargetHealthCommand } = await sdk();
        const reply = await aws.client(ElasticLoadBalancingV2Client).send(new DescribeTargetHealthCommand({ TargetGroupArn: id }));
        return toTargets(reply.TargetHealthDescriptions ?? []);
      },
    },
  },
  events: [
    { source, name: "CreateLoadBalancer", effect: "create", id: "responseElements.loadBalancers[].loadBalancerArn" },
    { ...onBalancer, name: "SetSubnets", id: balancerArn },
    { source, name: "DeleteLoadBalancer", effect: "delete", id: balancerArn },
    { ...onBalancer, name: "CreateListener", id: balancerArn },
    { ...onBalancer, name: "ModifyListener", id: listenerArn },
    { ...onBalancer, name: "DeleteListener", id: listenerArn },
    { ...onBalancer, name: "CreateRule", id: listenerArn },
    { ...onBalancer, name: "ModifyRule", id: ruleArn },
    { ...onBalancer, name: "DeleteRule", id: ruleArn },
    { source, name: "CreateTargetGroup", effect: "create", id: "responseElements.targetGroups[].targetGroupArn" },
    { source, name: "RegisterTargets", effect: "update", touches: ["targets"], id: groupArn },
    { source, name: "DeregisterTargets", effect: "update", touches: ["targets"], id: groupArn },
    { source, name: "DeleteTargetGroup", effect: "delete", id: groupArn },
    { ...tagged, name: "AddTags" },
    { ...tagged, name: "RemoveTags" },
  ],
});
