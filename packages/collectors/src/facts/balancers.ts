import type { LoadBalancer, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Aws } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { unlessGone } from "./unless-gone.ts";

const sdk = () => import("@aws-sdk/client-elastic-load-balancing-v2");
/** What AWS says of a load balancer or a target group that was deleted. */
export const goneCodes = [
  "LoadBalancerNotFound",
  "LoadBalancerNotFoundException",
  "TargetGroupNotFound",
  "TargetGroupNotFoundException",
] as const;

const Arn = z.string().startsWith("arn:");
/** `internet-facing` or `internal`; a gateway load balancer has none, since nobody connects to it. */
const Scheme = z.string().nullable().default(null);
/** The host name that clients connect to; it stays the same. */
const DnsName = z.string().nullable().default(null);
export const Balancer = z.object({ kind: z.literal("balancer"), id: Arn, name: z.string(), scheme: Scheme, dnsName: DnsName });
/** What a target group knows of a load balancer that sends to it. */
const Sender = Balancer.pick({ id: true, scheme: true, dnsName: true });
type Sender = z.output<typeof Sender>;
export const Group = z.object({
  kind: z.literal("group"),
  id: Arn,
  name: z.string(),
  vpc: z.string().nullable().default(null),
  /** The load balancers that send to the group. */
  balancers: z.array(Sender),
});
/** Reads a load balancer of AWS. */
export const toBalancer = ({ LoadBalancerArn: id, LoadBalancerName: name, Scheme: scheme, DNSName: dnsName }: LoadBalancer) =>
  Balancer.parse({ kind: "balancer", id, name, scheme, dnsName });

/** Reads target groups of AWS; a load balancer that `known` lacks is asked for. */
export async function toGroups(aws: Aws, groups: readonly TargetGroup[], known: Map<string, Sender>) {
  const { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand } = await sdk();
  const client = aws.client(ElasticLoadBalancingV2Client);
  for (const id of new Set(groups.flatMap((group) => group.LoadBalancerArns ?? []).filter((arn) => !known.has(arn)))) {
    const reply = await unlessGone(goneCodes, () => client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] })));
    for (const balancer of (reply?.LoadBalancers ?? []).map(toBalancer)) known.set(balancer.id, balancer);
  }
  return groups.map(({ TargetGroupArn, TargetGroupName, VpcId, LoadBalancerArns = [] }) => {
    const balancers = LoadBalancerArns.toSorted().flatMap((id) => known.get(id) ?? []);
    return Group.parse({ kind: "group", id: TargetGroupArn, name: TargetGroupName, vpc: VpcId, balancers });
  });
}

/** The target groups that a load balancer sends to. */
export async function groupsOf(aws: Aws, LoadBalancerArn: string): Promise<readonly TargetGroup[]> {
  const { ElasticLoadBalancingV2Client, paginateDescribeTargetGroups } = await sdk();
  const groups: TargetGroup[] = [];
  // One that was deleted meanwhile has none; the emulator answers so for one without groups.
  await unlessGone(goneCodes, async () => {
    for await (const page of paginateDescribeTargetGroups({ client: aws.client(ElasticLoadBalancingV2Client) }, { LoadBalancerArn }))
      groups.push(...(page.TargetGroups ?? []));
  });
  return groups;
}

// Type, name and id: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
const inArn = /^(arn:[^/]+:)(?:loadbalancer|listener|listener-rule)\/([^/]+\/[^/]+\/[^/]+)(?:\/|$)/;

/** The ARN of the load balancer that an ARN names, or that the named listener or rule belongs to; undefined for any other text. */
export function balancerArnIn(arn: string): string | undefined {
  const [, head, balancer] = inArn.exec(arn) ?? [];
  return head === undefined ? undefined : `${head}loadbalancer/${balancer}`;
}
