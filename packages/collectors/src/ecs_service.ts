import type { Service } from "@aws-sdk/client-ecs";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { AwsVpc, Controller, clustersOf, goneCodes, ofKind, partsOf, serviceArnsOf, toAwsVpc, toEcsTags } from "./facts/ecs.ts";
import { describeServices, inClusters } from "./facts/ecs-describe.ts";
import { Egress, egressOf } from "./facts/egress.ts";
import { Tags } from "./facts/tags.ts";

const source = "ecs.amazonaws.com";
const arn = "responseElements.service.serviceArn";
// The name alone may stand for a service in each cluster.
const named = { source, id: [arn, "requestParameters.service", "requestParameters.serviceName"], toId: ofKind("service") } as const;
const tagged = { source, effect: "update", touches: ["tags"], id: "requestParameters.resourceArn", toId: ofKind("service") } as const;

const Base = z.object({ id: z.string().min(1), name: z.string(), cluster: z.string() });
/** Null for a service that was deleted meanwhile. */
const Deployment = z
  .object({
    /** ECS, CODE_DEPLOY or EXTERNAL. */
    controller: Controller,
    network: AwsVpc.nullable(),
    /** By subnet, for a service whose tasks get public addresses: how they would get out without. */
    egress: z.record(z.string(), Egress),
  })
  .nullable();

const toBase = (id: string, cluster: string) => ({ id, name: id.slice(id.lastIndexOf("/") + 1), cluster });
const toDeployment = (service: Service) => ({
  controller: Controller.parse(service.deploymentController?.type),
  network: toAwsVpc(service.networkConfiguration?.awsvpcConfiguration),
});
const publicSubnets = (deployment: { network: AwsVpc | null } | null) =>
  deployment?.network?.assignPublicIp === "ENABLED" ? deployment.network.subnets : [];

/**
 * An ECS service, named by its ARN, since names repeat in other clusters.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export const ecsService = defineCollector({
  type: "ecs_service",
  title: "ECS service",
  scope: "regional",
  iam: ["ecs:ListClusters", "ecs:DescribeClusters", "ecs:ListServices"],
  findIam: ["ecs:ListClusters", "ecs:DescribeClusters", "ecs:DescribeServices"],
  gone: goneCodes,
  base: Base,
  async *list(aws) {
    for await (const cluster of clustersOf(aws))
      for await (const arns of serviceArnsOf(aws, cluster)) yield* arns.map((id) => toBase(id, cluster));
  },
  /** Also takes a service's name, which may stand for a service in each cluster. */
  async find(aws, id) {
    const parts = partsOf(id);
    if (parts ? parts.kind !== "service" : id.startsWith("arn:")) return [];
    const found: z.input<typeof Base>[] = [];
    for await (const cluster of parts?.cluster ? [parts.cluster] : clustersOf(aws))
      for (const [arn, service] of await describeServices(aws, cluster, [parts?.path[0] ?? id]))
        if (service) found.push(toBase(arn, service.clusterArn ?? cluster));
    return found;
  },
  aspects: {
    deployment: {
      iam: ["ecs:DescribeServices", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"],
      schema: Deployment,
      per: 10,
      /** Routes and endpoints are asked for only when a service gives its tasks public addresses. */
      async fetch(aws, services) {
        const described = await inClusters(services, (cluster, arns) => describeServices(aws, cluster, arns));
        const found = [...described].map(([id, service]) => ({ id, deployment: service && toDeployment(service) }));
        const egress = await egressOf(aws, [...new Set(found.flatMap(({ deployment }) => publicSubnets(deployment)))]);
        const ofSubnets = (subnets: readonly string[]) => Object.fromEntries([...egress].filter(([subnet]) => subnets.includes(subnet)));
        return new Map(
          found.map(({ id, deployment }) => [id, deployment && { ...deployment, egress: ofSubnets(publicSubnets(deployment)) }]),
        );
      },
    },
    tags: {
      iam: ["ecs:DescribeServices"],
      schema: Tags,
      per: 10,
      async fetch(aws, services) {
        const found = await inClusters(services, (cluster, arns) => describeServices(aws, cluster, arns, ["TAGS"]));
        return new Map([...found].map(([id, service]) => [id, toEcsTags(service?.tags)]));
      },
    },
  },
  events: [
    { ...named, name: "CreateService", effect: "create" },
    { ...named, name: "UpdateService", effect: "update", touches: ["deployment"] },
    { ...named, name: "DeleteService", effect: "delete" },
    { ...tagged, name: "TagResource" },
    { ...tagged, name: "UntagResource" },
  ],
});
