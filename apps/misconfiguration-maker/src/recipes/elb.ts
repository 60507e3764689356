import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type AnyNetwork, anyNetwork } from "../any-network.ts";
import { instanceType } from "../instances.ts";
import { removeVpcs } from "../network.ts";
import { type Expected, hyphened, type Kitchen, lacksOwnerTag, type Made, nameTag, type Recipe, underscored } from "../recipe.ts";
import { removeShutInstances, runShutInstance, type ShutInstance } from "../shut-instance.ts";

const ec2 = () => import("@aws-sdk/client-ec2");
const classic = () => import("@aws-sdk/client-elastic-load-balancing");
const modern = () => import("@aws-sdk/client-elastic-load-balancing-v2");
const name = `${underscored}-elb`;
const names = { mismatched: hyphened, untagged: `${hyphened}-untagged` } as const;
const groups = { instance: `${hyphened}-id`, ip: `${hyphened}-ip` } as const;
const ownerTag = (Value: string) => ({ Key: "owner", Value });
const reached = (type: "elb" | "elbv2", subKey: string): Expected => ({
  check: `${type}/no-public-dev-instance`,
  fromDays: 0,
  subKey,
  when: "dev-account",
});

/**
 * A classic and a network load balancer, both internet-facing, before one instance: registered by id and by address. The classic one has
 * another owner than the instance. A second classic one, internal and without an instance, and a target group lack the owner.
 */
export const elb: Recipe = {
  name: "elb",
  scope: "regional",
  dollarsPerMonth: 64,
  danger: "internet-facing load balancers whose security group lets nobody in, before an instance without a public address",
  async make(kitchen) {
    const { aws } = kitchen;
    await remove(kitchen);
    const client = aws.client((await ec2()).EC2Client);
    const network = await anyNetwork(client, { type: instanceType, name });
    const instance = await runShutInstance(network, { client, kitchen, name, owner: "instances" });
    return [
      ...network.made,
      { type: "security_group", id: instance.securityGroup, fails: [] },
      { type: "ec2", id: instance.id, fails: [] },
      ...(await makeClassic(aws.client((await classic()).ElasticLoadBalancingClient), network, instance)),
      ...(await makeModern(aws.client((await modern()).ElasticLoadBalancingV2Client), network, instance)),
    ];
  },
  destroy: remove,
};

async function makeClassic(client: ElasticLoadBalancingClient, { SubnetId }: AnyNetwork, instance: ShutInstance): Promise<Made[]> {
  const { CreateLoadBalancerCommand, RegisterInstancesWithLoadBalancerCommand } = await classic();
  const Listeners = [{ Protocol: "TCP", LoadBalancerPort: 80, InstancePort: 80 }];
  const common = { Listeners, Subnets: [SubnetId], SecurityGroups: [instance.securityGroup] };
  const open = { ...common, LoadBalancerName: names.mismatched, Tags: [nameTag, ownerTag("balancers")] };
  await client.send(new CreateLoadBalancerCommand(open));
  const registration = { LoadBalancerName: names.mismatched, Instances: [{ InstanceId: instance.id }] };
  await client.send(new RegisterInstancesWithLoadBalancerCommand(registration));
  await client.send(new CreateLoadBalancerCommand({ ...common, LoadBalancerName: names.untagged, Scheme: "internal", Tags: [nameTag] }));
  const mismatch: Expected = { check: "elb/tags-match-instances", fromDays: 0, when: "owner-tag-required" };
  return [
    { type: "elb", id: names.mismatched, fails: [mismatch, reached("elb", instance.id)] },
    { type: "elb", id: names.untagged, fails: [lacksOwnerTag("elb")] },
  ];
}

async function makeModern(client: ElasticLoadBalancingV2Client, { SubnetId, VpcId }: AnyNetwork, instance: ShutInstance): Promise<Made[]> {
  const { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand, RegisterTargetsCommand } = await modern();
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({
      ...{ Name: hyphened, Type: "network", Scheme: "internet-facing", Subnets: [SubnetId], SecurityGroups: [instance.securityGroup] },
      Tags: [nameTag, ownerTag("balancers")],
    }),
  );
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? "";
  const makeGroup = async (TargetType: "instance" | "ip", Port: number, Id: string): Promise<Made> => {
    const Tags = TargetType === "ip" ? [nameTag] : [nameTag, ownerTag("balancers")];
    const group = { Name: groups[TargetType], TargetType, VpcId, Protocol: "TCP" as const, Port, Tags };
    const { TargetGroups } = await client.send(new CreateTargetGroupCommand(group));
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? "";
    const DefaultActions = [{ Type: "forward" as const, TargetGroupArn }];
    await client.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: "TCP", Port, DefaultActions }));
    await client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id, Port }] }));
    const tags = TargetType === "ip" ? [lacksOwnerTag("elbv2")] : [];
    return { type: "elbv2", id: TargetGroupArn, fails: [reached("elbv2", instance.id), ...tags] };
  };
  return [
    { type: "elbv2", id: LoadBalancerArn, fails: [] },
    await makeGroup("instance", 80, instance.id),
    await makeGroup("ip", 81, instance.address),
  ];
}

async function removeClassic(client: ElasticLoadBalancingClient): Promise<string[]> {
  const { DeleteLoadBalancerCommand, paginateDescribeLoadBalancers } = await classic();
  const gone: string[] = [];
  for await (const page of paginateDescribeLoadBalancers({ client }, { PageSize: 400 }))
    gone.push(...(page.LoadBalancerDescriptions ?? []).flatMap(({ LoadBalancerName = "" }) => LoadBalancerName).filter(isOurs));
  for (const LoadBalancerName of gone) await client.send(new DeleteLoadBalancerCommand({ LoadBalancerName }));
  return gone;
}

/** Listeners go first, since a target group that one uses can't be deleted. */
async function removeModern(client: ElasticLoadBalancingV2Client): Promise<string[]> {
  const { DeleteListenerCommand, DeleteLoadBalancerCommand, DeleteTargetGroupCommand, ...pages } = await modern();
  const gone: string[] = [];
  for await (const page of pages.paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerName = "", LoadBalancerArn = "" } of page.LoadBalancers ?? [])
      if (isOurs(LoadBalancerName)) gone.push(LoadBalancerArn);
  for (const LoadBalancerArn of gone) {
    for await (const page of pages.paginateDescribeListeners({ client }, { LoadBalancerArn }))
      for (const { ListenerArn } of page.Listeners ?? []) await client.send(new DeleteListenerCommand({ ListenerArn }));
    await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  }
  for await (const page of pages.paginateDescribeTargetGroups({ client }, {}))
    for (const { TargetGroupName = "", TargetGroupArn = "" } of page.TargetGroups ?? [])
      if (isOurs(TargetGroupName)) {
        await client.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
        gone.push(TargetGroupArn);
      }
  return gone;
}

const isOurs = (given: string) => given.startsWith(hyphened);

async function remove(kitchen: Kitchen): Promise<string[]> {
  const { aws } = kitchen;
  const client = aws.client((await ec2()).EC2Client);
  return [
    ...(await removeClassic(aws.client((await classic()).ElasticLoadBalancingClient))),
    ...(await removeModern(aws.client((await modern()).ElasticLoadBalancingV2Client))),
    ...(await removeShutInstances(client, kitchen, name)),
    ...(await removeVpcs(client, name)),
  ];
}
