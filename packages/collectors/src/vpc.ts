import type { FlowLog as AwsFlowLog } from "@aws-sdk/client-ec2";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags, ofForm } from "./facts/event-id.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const source = "ec2.amazonaws.com";
const made = "responseElements.vpc.vpcId";
// Flow logs are of subnets and interfaces too.
const onLogs = { source, effect: "update", touches: ["flowLogs"], toId: ofForm(/^(vpc|fl)-/) } as const;

const told = z.string().nullable().default(null);
/**
 * `traffic` is ACCEPT, REJECT or ALL; AWS leaves it out for transit gateways. `delivery` is SUCCESS or FAILED, and null where AWS
 * does not say. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
 */
const FlowLog = z.object({ id: z.string(), status: z.string(), traffic: told, delivery: told, deliveryError: told });

const toFlowLog = (log: AwsFlowLog): z.input<typeof FlowLog> => ({
  ...{ id: log.FlowLogId ?? "", status: log.FlowLogStatus ?? "", traffic: log.TrafficType },
  ...{ delivery: log.DeliverLogsStatus, deliveryError: log.DeliverLogsErrorMessage },
});

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
      schema: z.array(FlowLog).default([]),
      async fetch(aws) {
        const { EC2Client, paginateDescribeFlowLogs } = await sdk();
        const all = new Map<string, z.input<typeof FlowLog>[]>();
        for await (const page of paginateDescribeFlowLogs({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
          for (const log of page.FlowLogs ?? []) all.set(log.ResourceId ?? "", [...(all.get(log.ResourceId ?? "") ?? []), toFlowLog(log)]);
        }
        return all;
      },
    },
    /** Endpoints to services, each with the state that AWS gives it, such as `available`. */
    endpoints: {
      iam: ["ec2:DescribeVpcEndpoints"],
      per: "listing",
      schema: z.array(z.object({ id: z.string(), service: z.string(), state: z.string() })).default([]),
      async fetch(aws) {
        const { EC2Client, paginateDescribeVpcEndpoints } = await sdk();
        const all = new Map<string, { id: string; service: string; state: string }[]>();
        for await (const page of paginateDescribeVpcEndpoints({ client: aws.client(EC2Client) }, { MaxResults: 1000 })) {
          for (const { VpcId = "", VpcEndpointId = "", ServiceName = "", State = "" } of page.VpcEndpoints ?? [])
            all.set(VpcId, [...(all.get(VpcId) ?? []), { id: VpcEndpointId, service: ServiceName, state: State.toLowerCase() }]);
        }
        return all;
      },
    },
  },
  events: [
    { source, name: "CreateVpc", effect: "create", id: made },
    { source, name: "CreateDefaultVpc", effect: "create", id: [made, "responseElements.CreateDefaultVpcResponse.vpc.vpcId"] },
    { ...onLogs, name: "CreateFlowLogs", id: "requestParameters.CreateFlowLogsRequest.ResourceId[].content" },
    {
      ...onLogs,
      name: "DeleteFlowLogs",
      id: ["requestParameters.DeleteFlowLogsRequest.FlowLogId[].content", "requestParameters.flowLogId[]"],
    },
    ...ec2Tags(/^vpc-/),
    { source, name: "DeleteVpc", effect: "delete", id: "requestParameters.vpcId" },
  ],
});
