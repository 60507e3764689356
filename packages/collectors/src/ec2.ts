import { defineCollector } from "@plumbline/audit-kit/define";
import { Instance, toInstance } from "./facts/instance.ts";
import { elasticIps, ipv6Routes, publicOnStart } from "./facts/instance-addresses.ts";
import { instanceEvents } from "./facts/instance-events.ts";
import { environment, image } from "./facts/instance-origin.ts";
import { instanceStore, spotRequest } from "./facts/instance-type.ts";

const sdk = () => import("@aws-sdk/client-ec2");

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
  /**
   * Also by the id of a network interface or of its attachment. A terminated instance is found as long as AWS shows it, so that a
   * termination can be verified.
   */
  async find(aws, id) {
    const { EC2Client, DescribeInstancesCommand } = await sdk();
    // CreateTags names resources of every type.
    if (!id.startsWith("i-") && !id.startsWith("eni-")) return [];
    const Name = id.startsWith("eni-attach-") ? "network-interface.attachment.attachment-id" : "network-interface.network-interface-id";
    const { Reservations } = await aws
      .client(EC2Client)
      .send(new DescribeInstancesCommand(id.startsWith("i-") ? { InstanceIds: [id] } : { Filters: [{ Name, Values: [id] }] }));
    return (Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).map(toInstance));
  },
  aspects: {
    elasticIps,
    ipv6Routes,
    publicOnStart,
    instanceStore,
    spotRequest,
    image,
    environment,
  },
  events: instanceEvents,
});
