import type { ECSClient } from "@aws-sdk/client-ecs";
import { anyNetwork } from "../any-network.ts";
import { instanceType } from "../instances.ts";
import { removeVpcs } from "../network.ts";
import { type Kitchen, type Recipe, underscored } from "../recipe.ts";
import { untilReady } from "../until-ready.ts";

const sdk = () => import("@aws-sdk/client-ecs");
const ec2 = () => import("@aws-sdk/client-ec2");
const name = `${underscored}-ecs`;
const cluster = underscored;
const names = { service: underscored, external: `${underscored}-external` } as const;
const tags = [{ key: "Name", value: underscored }];

/** A service, and a task set of another that an external system deploys; both would give public addresses to tasks, and have none. */
export const ecs: Recipe = {
  name: "ecs",
  scope: "regional",
  dollarsPerMonth: 0,
  danger: "a service and a task set that would give public addresses to their tasks, both scaled to no task",
  async make(kitchen) {
    await remove(kitchen);
    const client = kitchen.aws.client((await sdk()).ECSClient);
    const { EC2Client, DescribeSecurityGroupsCommand } = await ec2();
    const network = await anyNetwork(kitchen.aws.client(EC2Client), { type: instanceType, name });
    const Filters = [
      { Name: "vpc-id", Values: [network.VpcId] },
      { Name: "group-name", Values: ["default"] },
    ];
    const { SecurityGroups } = await kitchen.aws.client(EC2Client).send(new DescribeSecurityGroupsCommand({ Filters }));
    const securityGroups = (SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
    const made = await makeServices(client, { subnets: [network.SubnetId], securityGroups, assignPublicIp: "ENABLED" });
    const notPublic = (type: string) => [{ check: `${type}/no-public-ip`, fromDays: 0 }];
    return [
      ...network.made,
      { type: "ecs_service", id: made.service, fails: notPublic("ecs_service") },
      { type: "ecs_service", id: made.external, fails: [] },
      { type: "ecs_task_set", id: made.taskSet, fails: notPublic("ecs_task_set") },
    ];
  },
  destroy: remove,
};

interface Network {
  readonly subnets: string[];
  readonly securityGroups: string[];
  readonly assignPublicIp: "ENABLED";
}
async function makeServices(client: ECSClient, awsvpcConfiguration: Network) {
  const { CreateClusterCommand, CreateServiceCommand, CreateTaskSetCommand, RegisterTaskDefinitionCommand } = await sdk();
  const networkConfiguration = { awsvpcConfiguration };
  await client.send(new CreateClusterCommand({ clusterName: cluster, tags }));
  await client.send(
    new RegisterTaskDefinitionCommand({
      ...{ family: underscored, networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"], cpu: "256", memory: "512", tags },
      containerDefinitions: [{ name: "idle", image: "public.ecr.aws/docker/library/busybox:stable", essential: true, memory: 128 }],
    }),
  );
  const plain = { cluster, serviceName: names.service, desiredCount: 0, tags };
  const own = { ...plain, taskDefinition: underscored, launchType: "FARGATE" as const, networkConfiguration };
  const { service } = await client.send(new CreateServiceCommand(own));
  const deployed = { ...plain, serviceName: names.external, deploymentController: { type: "EXTERNAL" as const } };
  const external = (await client.send(new CreateServiceCommand(deployed))).service;
  const { taskSet } = await client.send(
    new CreateTaskSetCommand({
      ...{ cluster, service: names.external, taskDefinition: underscored, launchType: "FARGATE", networkConfiguration, tags },
      scale: { unit: "PERCENT", value: 0 },
    }),
  );
  return { service: service?.serviceArn ?? "", external: external?.serviceArn ?? "", taskSet: taskSet?.taskSetArn ?? "" };
}

async function remove(kitchen: Kitchen): Promise<string[]> {
  const client = kitchen.aws.client((await sdk()).ECSClient);
  const vpcs = async () => removeVpcs(kitchen.aws.client((await ec2()).EC2Client), name);
  return [...(await removeCluster(client, kitchen)), ...(await removeDefinitions(client)), ...(await vpcs())];
}

/** A cluster goes after its services, and a service after its task sets. */
async function removeCluster(client: ECSClient, kitchen: Kitchen): Promise<string[]> {
  const { DeleteClusterCommand, DeleteServiceCommand, DeleteTaskSetCommand, DescribeClustersCommand, DescribeServicesCommand } =
    await sdk();
  const { clusters } = await client.send(new DescribeClustersCommand({ clusters: [cluster] }));
  const clusterArn = clusters?.find(({ status }) => status !== "INACTIVE")?.clusterArn;
  if (clusterArn === undefined) return [];
  const gone: string[] = [];
  const alive = async () => {
    const { services } = await client.send(new DescribeServicesCommand({ cluster, services: Object.values(names) }));
    return (services ?? []).filter(({ status }) => status !== "INACTIVE");
  };
  for (const { serviceArn = "", taskSets, status } of await alive()) {
    for (const { taskSetArn = "" } of taskSets ?? []) {
      await client.send(new DeleteTaskSetCommand({ cluster, service: serviceArn, taskSet: taskSetArn, force: true }));
      gone.push(taskSetArn);
    }
    if (status === "ACTIVE") await client.send(new DeleteServiceCommand({ cluster, service: serviceArn, force: true }));
    gone.push(serviceArn);
  }
  await untilReady(`the end of the services of ${cluster}`, kitchen, async () => (await alive()).length === 0);
  await client.send(new DeleteClusterCommand({ cluster }));
  return [...gone, clusterArn];
}

async function removeDefinitions(client: ECSClient): Promise<string[]> {
  const { DeleteTaskDefinitionsCommand, DeregisterTaskDefinitionCommand, paginateListTaskDefinitions } = await sdk();
  const gone: string[] = [];
  for await (const page of paginateListTaskDefinitions({ client }, { familyPrefix: underscored, status: "ACTIVE" }))
    gone.push(...(page.taskDefinitionArns ?? []));
  for (const taskDefinition of gone) {
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    await client.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
  }
  return gone;
}
