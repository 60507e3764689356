import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags, ofForm } from "./facts/event-id.ts";
import { Instance, toInstance } from "./facts/instance.ts";
import { elasticIps, ipv6Routes, publicOnStart } from "./facts/instance-addresses.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";
const each = "instancesSet.items[].instanceId";
// An address or an interface may be named by the interface alone; `find` knows the instance that it is attached to.
const onInterface = { source, effect: "update", toId: ofForm(/^(i|eni)-/) } as const;

const SpotRequest = z.object({ type: z.string(), state: z.string() }).nullable();

/** An EC2 instance. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const ec2 = defineCollector({
  type: "ec2",
  title: "EC2 instance",
  scope: "regional",
  iam: ["ec2:DescribeInstances"],
  gone: ["InvalidInstanceID.NotFound", "InvalidNetworkInterfaceID.NotFound"],
  base: Instance,
  async *list(aws) {
    const { EC2Client, paginateDescribeInstances } = await sdk();
    for await (const page of paginateDescribeInstances({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
      const found = (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
      // AWS shows terminated instances for about an hour.
      for (const one of found) if (one.State?.Name !== "terminated") yield toInstance(one);
    }
  },
  /** Also by the id of a network interface. A terminated instance is found as long as AWS shows it, so that a termination can be verified. */
  async find(aws, id) {
    const { EC2Client, DescribeInstancesCommand } = await sdk();
    const byInterface = { Filters: [{ Name: "network-interface.network-interface-id", Values: [id] }] };
    // CreateTags names resources of every type.
    if (!id.startsWith("i-") && !id.startsWith("eni-")) return [];
    const { Reservations } = await aws
      .client(EC2Client)
      .send(new DescribeInstancesCommand(id.startsWith("i-") ? { InstanceIds: [id] } : byInterface));
    return (Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).map(toInstance));
  },
  aspects: {
    elasticIps,
    ipv6Routes,
    publicOnStart,
    /** Whether its type has instance-store volumes, which lose what they hold at a stop. */
    instanceStore: {
      iam: ["ec2:DescribeInstanceTypes"],
      per: 100, // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
      schema: z.boolean(),
      async fetch(aws, instances) {
        const { EC2Client, DescribeInstanceTypesCommand } = await sdk();
        const types = [...new Set(instances.map(({ instanceType }) => instanceType))];
        const Filters = [{ Name: "instance-type", Values: types }];
        const { InstanceTypes } = await aws.client(EC2Client).send(new DescribeInstanceTypesCommand({ Filters }));
        return new Map(
          instances.flatMap(({ id, instanceType }) => {
            const found = InstanceTypes?.find((one) => one.InstanceType === instanceType);
            return found ? [[id, found.InstanceStorageSupported ?? true] as const] : [];
          }),
        );
      },
    },
    /** The Spot request of an instance; null for one that is no Spot instance. */
    spotRequest: {
      iam: ["ec2:DescribeSpotInstanceRequests"],
      per: 100,
      schema: SpotRequest,
      async fetch(aws, instances) {
        const { EC2Client, DescribeSpotInstanceRequestsCommand } = await sdk();
        const ids = instances.flatMap(({ spotRequestId }) => spotRequestId ?? []);
        const Filters = [{ Name: "spot-instance-request-id", Values: ids }];
        const { SpotInstanceRequests = [] } =
          ids.length > 0 ? await aws.client(EC2Client).send(new DescribeSpotInstanceRequestsCommand({ Filters })) : {};
        return new Map(
          instances.flatMap(({ id, spotRequestId }): [string, z.input<typeof SpotRequest>][] => {
            if (spotRequestId === null) return [[id, null]];
            const found = SpotInstanceRequests.find((one) => one.SpotInstanceRequestId === spotRequestId);
            return found ? [[id, { type: found.Type ?? "", state: found.State ?? "" }]] : [];
          }),
        );
      },
    },
  },
  events: [
    { source, name: "RunInstances", effect: "create", id: `responseElements.${each}` },
    { source, name: "StartInstances", effect: "update", touches: ["publicOnStart"], id: `requestParameters.${each}` },
    { source, name: "StopInstances", effect: "update", touches: ["publicOnStart"], id: `requestParameters.${each}` },
    {
      source,
      name: "ModifyInstanceMetadataOptions",
      effect: "update",
      touches: [],
      id: "requestParameters.ModifyInstanceMetadataOptionsRequest.InstanceId",
    },
    {
      ...onInterface,
      name: "AssociateAddress",
      touches: ["elasticIps"],
      id: ["requestParameters.instanceId", "requestParameters.networkInterfaceId"],
    },
    { ...onInterface, name: "AttachNetworkInterface", touches: ["elasticIps", "ipv6Routes"], id: "requestParameters.instanceId" },
    { ...onInterface, name: "ModifyNetworkInterfaceAttribute", touches: [], id: "requestParameters.networkInterfaceId" },
    {
      ...onInterface,
      name: "AssignIpv6Addresses",
      touches: ["ipv6Routes"],
      id: "requestParameters.AssignIpv6AddressesRequest.NetworkInterfaceId",
    },
    {
      ...onInterface,
      name: "UnassignIpv6Addresses",
      touches: ["ipv6Routes"],
      id: "requestParameters.UnassignIpv6AddressesRequest.NetworkInterfaceId",
    },
    ...ec2Tags(/^i-/),
    { source, name: "TerminateInstances", effect: "delete", id: `requestParameters.${each}` },
  ],
});
