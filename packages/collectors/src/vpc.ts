import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";

/** A VPC of the account itself; one that another account shares is that account's. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html */
export const vpc = defineCollector({
  type: "vpc",
  title: "VPC",
  scope: "regional",
  iam: ["ec2:DescribeVpcs"],
  gone: ["InvalidVpcID.NotFound"],
  base: z.object({ id: z.string().min(1), isDefault: z.boolean().default(false), tags: Tags }),
  async *list(aws) {
    const { EC2Client, paginateDescribeVpcs } = await sdk();
    for await (const page of paginateDescribeVpcs({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
      for (const one of page.Vpcs ?? [])
        if (one.OwnerId === aws.account) yield { id: one.VpcId ?? "", isDefault: one.IsDefault, tags: toTags(one.Tags) };
    }
  },
  /** A deleted flow log does not say whose it was: its id names every VPC. */
  async find(aws, id) {
    const { EC2Client, DescribeVpcsCommand } = await sdk();
    if (!/^(vpc|fl)-/.test(id)) return [];
    const { Vpcs } = await aws.client(EC2Client).send(new DescribeVpcsCommand(id.startsWith("vpc-") ? { VpcIds: [id] } : {}));
    const own = (Vpcs ?? []).filter(({ OwnerId }) => OwnerId === aws.account);
    return own.map(({ VpcId, IsDefault, Tags }) => ({ id: VpcId ?? "", isDefault: IsDefault, tags: toTags(Tags) }));
  },
  aspects: {
    /** Those of the VPC itself; flow logs of its subnets and network interfaces have other ids. */
    flowLogs: {
      iam: ["ec2:DescribeFlowLogs"],
      per: "listing",
      schema: z.array(z.object({ id: z.string(), status: z.string() })).default([]),
      async fetch(aws) {
        const { EC2Client, paginateDescribeFlowLogs } = await sdk();
        const all = new Map<string, { id: string; status: string }[]>();
        for await (const page of paginateDescribeFlowLogs({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
          for (const { ResourceId = "", FlowLogId = "", FlowLogStatus = "" } of page.FlowLogs ?? [])
            all.set(ResourceId, [...(all.get(ResourceId) ?? []), { id: FlowLogId, status: FlowLogStatus }]);
        }
        return all;
      },
    },
  },
  events: [
    { source, name: "CreateVpc", effect: "create", id: "responseElements.vpc.vpcId" },
    { source, name: "CreateDefaultVpc", effect: "create", id: "responseElements.vpc.vpcId" },
    // One resource is an object in CloudTrail, several are a list.
    {
      source,
      name: "CreateFlowLogs",
      effect: "update",
      touches: ["flowLogs"],
      id: "requestParameters.CreateFlowLogsRequest.ResourceId.content",
    },
    {
      source,
      name: "CreateFlowLogs",
      effect: "update",
      touches: ["flowLogs"],
      id: "requestParameters.CreateFlowLogsRequest.ResourceId[].content",
    },
    {
      source,
      name: "DeleteFlowLogs",
      effect: "update",
      touches: ["flowLogs"],
      id: "requestParameters.DeleteFlowLogsRequest.FlowLogId.content",
    },
    {
      source,
      name: "DeleteFlowLogs",
      effect: "update",
      touches: ["flowLogs"],
      id: "requestParameters.DeleteFlowLogsRequest.FlowLogId[].content",
    },
    { source, name: "DeleteVpc", effect: "delete", id: "requestParameters.vpcId" },
  ],
});
