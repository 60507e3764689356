import type { IpPermission } from "@aws-sdk/client-ec2";
import { defineWriter } from "@plumbline/audit-kit/define";
import { type IngressRule, ruleKey } from "@plumbline/collectors/facts/security-group";
import { securityGroupRules } from "./rules.ts";

/** Everything of a rule, as one text: rules of the same key may differ in their description or tags. */
const textOf = (rule: IngressRule): string => JSON.stringify([ruleKey(rule), rule.description, tagsOf(rule)]);
const tagsOf = ({ tags }: IngressRule) =>
  Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));

/** AWS wants no ports where a protocol has none. */
function toPermission({ protocol, fromPort, toPort, cidr, prefixList, group, description }: IngressRule): IpPermission {
  const Description = description ?? undefined;
  return {
    IpProtocol: protocol,
    ...(protocol === "-1" ? {} : { FromPort: fromPort, ToPort: toPort }),
    ...(cidr === null
      ? {}
      : cidr.includes(":")
        ? { Ipv6Ranges: [{ CidrIpv6: cidr, Description }] }
        : { IpRanges: [{ CidrIp: cidr, Description }] }),
    ...(prefixList === null ? {} : { PrefixListIds: [{ PrefixListId: prefixList, Description }] }),
    ...(group === null ? {} : { UserIdGroupPairs: [{ GroupId: group, Description }] }),
  };
}

/**
 * Revokes the rules that must go in one call, which AWS makes whole or not at all. Makes the others, one call for each set of tags, since
 * the tags of a call are those of all its rules. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
export const writeSecurityGroupRules = defineWriter(securityGroupRules, async (aws, { id }, { from, to }) => {
  const { AuthorizeSecurityGroupIngressCommand, EC2Client, RevokeSecurityGroupIngressCommand } = await import("@aws-sdk/client-ec2");
  const client = aws.client(EC2Client);
  const without = (some: readonly IngressRule[], others: readonly IngressRule[]) => {
    const texts = new Set(others.map(textOf));
    return some.filter((rule) => !texts.has(textOf(rule)));
  };
  const revoked = without(from, to).map((rule) => toPermission({ ...rule, description: null }));
  if (revoked.length > 0) await client.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: revoked }));
  for (const [, rules] of Map.groupBy(without(to, from), (rule) => JSON.stringify(tagsOf(rule)))) {
    const Tags = rules.flatMap((rule, i) => (i === 0 ? tagsOf(rule) : []));
    await client.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: id,
        IpPermissions: rules.map(toPermission),
        ...(Tags.length > 0 ? { TagSpecifications: [{ ResourceType: "security-group-rule", Tags }] } : {}),
      }),
    );
  }
});
