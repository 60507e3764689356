import type { SecurityGroup as AwsSecurityGroup, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { z } from "zod";
import { parseCidr } from "../policy/cidr.ts";
import { Tags, toTags } from "./tags.ts";

/**
 * What DescribeSecurityGroups says of a group, as far as checks read it; `prefixListIds` are those of its ingress rules. A VPC's default
 * group is the one of that name, which AWS gives to no other. Rules are counted by protocol and ports.
 */
export const SecurityGroup = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  tags: Tags,
  prefixListIds: z.array(z.string()).default([]),
  isDefault: z.boolean().default(false),
  ingressCount: z.int().nullable().default(null),
  egressCount: z.int().nullable().default(null),
});
export type SecurityGroup = z.output<typeof SecurityGroup>;

/** Reads AWS's description of a security group. */
export const toSecurityGroup = (group: AwsSecurityGroup): z.input<typeof SecurityGroup> => ({
  id: group.GroupId ?? "",
  name: group.GroupName,
  tags: toTags(group.Tags),
  prefixListIds: [
    ...new Set(
      (group.IpPermissions ?? []).flatMap(({ PrefixListIds }) => (PrefixListIds ?? []).flatMap((list) => list.PrefixListId ?? [])),
    ),
  ].sort(),
  isDefault: group.GroupName === "default",
  ingressCount: group.IpPermissions?.length,
  egressCount: group.IpPermissionsEgress?.length,
});

/** One ingress rule: a protocol, its ports (-1 stands for all), and one source. ICMP has a type and a code for ports. */
export const IngressRule = z.object({
  protocol: z.string().min(1),
  fromPort: z.int(),
  toPort: z.int(),
  cidr: z.string().nullable(),
  prefixList: z.string().nullable(),
  group: z.string().nullable(),
  description: z.string().nullable(),
  tags: Tags,
});
export type IngressRule = z.output<typeof IngressRule>;

/** Reads AWS's description of a rule. */
export const toIngressRule = (rule: SecurityGroupRule): IngressRule => ({
  protocol: rule.IpProtocol ?? "",
  fromPort: rule.FromPort ?? -1,
  toPort: rule.ToPort ?? -1,
  cidr: rule.CidrIpv4 ?? rule.CidrIpv6 ?? null,
  prefixList: rule.PrefixListId ?? null,
  group: rule.ReferencedGroupInfo?.GroupId ?? null,
  description: rule.Description ?? null,
  tags: toTags(rule.Tags),
});

/** What makes a rule one of its group: AWS refuses a second one with the same protocol, ports and source. */
export const ruleKey = ({ protocol, fromPort, toPort, cidr, prefixList, group }: IngressRule): string =>
  [protocol, fromPort, toPort, cidr ?? prefixList ?? group].join(" ");

/** The range written shortest, `0.0.0.0/0` or `::/0`, when it holds every address of its family; else nothing. */
export function everyoneIn(cidr: string): string[] {
  const block = parseCidr(cidr);
  if (block?.prefix !== 0) return [];
  return [block.bits === 32 ? "0.0.0.0/0" : "::/0"];
}
