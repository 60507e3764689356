import type { NetworkAcl as AwsNetworkAcl } from "@aws-sdk/client-ec2";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-ec2");

/** Protocols are numbers, -1 for all. A rule of TCP or UDP without ports is not known; a range is one of IPv4 or IPv6. */
const Entry = z.object({
  number: z.int(),
  action: z.string().pipe(z.enum(["allow", "deny"])),
  protocol: z.string().min(1),
  range: z.string().min(1),
  ports: z.object({ from: z.int(), to: z.int() }).nullable(),
});
const NetworkAcl = z.object({
  id: z.string().min(1),
  vpc: z.string(),
  isDefault: z.boolean(),
  tags: Tags,
  /** Ingress entries by number, as AWS goes through them. */
  ingress: z.array(Entry).transform((entries) => entries.toSorted((a, b) => a.number - b.number)),
});

const toNetworkAcl = (one: AwsNetworkAcl): z.input<typeof NetworkAcl> => ({
  ...{ id: one.NetworkAclId ?? "", vpc: one.VpcId ?? "", isDefault: one.IsDefault ?? false, tags: toTags(one.Tags) },
  ingress: (one.Entries ?? [])
    .filter(({ Egress }) => Egress !== true)
    .map(({ RuleNumber, RuleAction, Protocol, CidrBlock, Ipv6CidrBlock, PortRange }) => ({
      // A number, an action, a protocol or a range that AWS leaves out is refused by the schema.
      ...{ number: RuleNumber ?? Number.NaN, action: RuleAction ?? "", protocol: Protocol ?? "" },
      range: CidrBlock ?? Ipv6CidrBlock ?? "",
      ports: PortRange?.From === undefined || PortRange.To === undefined ? null : { from: PortRange.From, to: PortRange.To },
    })),
});

/** A network ACL of the account itself. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html */
export const networkAcl = defineCollector({
  type: "network_acl",
  title: "Network ACL",
  scope: "regional",
  iam: ["ec2:DescribeNetworkAcls"],
  gone: ["InvalidNetworkAclID.NotFound"],
  base: NetworkAcl,
  async *list(aws) {
    const { EC2Client, paginateDescribeNetworkAcls } = await sdk();
    for await (const page of paginateDescribeNetworkAcls({ client: aws.client(EC2Client) }, { MaxResults: 1000 }))
      for (const one of page.NetworkAcls ?? []) if (one.OwnerId === aws.account) yield toNetworkAcl(one);
  },
  async find(aws, id) {
    const { EC2Client, DescribeNetworkAclsCommand } = await sdk();
    if (!id.startsWith("acl-")) return [];
    const { NetworkAcls } = await aws.client(EC2Client).send(new DescribeNetworkAclsCommand({ NetworkAclIds: [id] }));
    return (NetworkAcls ?? []).filter(({ OwnerId }) => OwnerId === aws.account).map(toNetworkAcl);
  },
  aspects: {},
  // Only benchmarks ask about it, and they are not polled.
  events: [],
});
