import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import type { IngressRule } from "@plumbline/collectors/facts/security-group";
import { describe, expect, it } from "vitest";
import { securityGroupRules } from "./rules.ts";
import { writeSecurityGroupRules } from "./rules.write.ts";

const rule = { protocol: "tcp", fromPort: 22, toPort: 22, cidr: null, prefixList: null, group: null, description: null, tags: {} };
const ipv4: IngressRule = { ...rule, cidr: "0.0.0.0/0", description: "everyone", tags: { Owner: "x", App: "y" } };
const ipv6: IngressRule = { ...rule, cidr: "::/0" };
const office: IngressRule = { ...rule, cidr: "203.0.113.0/24", description: "office" };
const all: IngressRule = { ...rule, protocol: "-1", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" };
const ping: IngressRule = { ...rule, protocol: "icmp", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" };
const list: IngressRule = { ...rule, prefixList: "pl-1", description: "partners" };
const peers: IngressRule = { ...rule, group: "sg-2" };
const group = { id: "sg-1", tags: {}, prefixListIds: [], isDefault: false, ingressCount: 1, egressCount: 1 };
const ssh = { IpProtocol: "tcp", FromPort: 22, ToPort: 22 };

describe("security_group/rules", () => {
  testChange(it, securityGroupRules, {
    "a group with rules": {
      value: { rules: [ipv4, office], ruleIds: { "tcp 22 22 0.0.0.0/0": "sgr-1", "tcp 22 22 203.0.113.0/24": "sgr-2" } },
      states: [[office], []],
    },
    "a group without": { value: { rules: [], ruleIds: {} }, states: [[ipv4], [ipv6, all]] },
  });

  const writes: Record<string, { from: IngressRule[]; to: IngressRule[]; sent: [string, object][] }> = {
    "revokes just the open ranges, in one call": {
      from: [ipv4, ipv6, office, all],
      to: [office],
      sent: [
        [
          "RevokeSecurityGroupIngress",
          {
            GroupId: "sg-1",
            IpPermissions: [
              { ...ssh, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
              { ...ssh, Ipv6Ranges: [{ CidrIpv6: "::/0" }] },
              { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
            ],
          },
        ],
      ],
    },
    "gives rules back with description and tags, one call for each set of tags": {
      from: [office],
      to: [ipv4, ipv6, office, ping],
      sent: [
        [
          "AuthorizeSecurityGroupIngress",
          {
            GroupId: "sg-1",
            IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "everyone" }] }],
            TagSpecifications: [
              {
                ResourceType: "security-group-rule",
                Tags: [
                  { Key: "App", Value: "y" },
                  { Key: "Owner", Value: "x" },
                ],
              },
            ],
          },
        ],
        [
          "AuthorizeSecurityGroupIngress",
          {
            GroupId: "sg-1",
            IpPermissions: [
              { ...ssh, Ipv6Ranges: [{ CidrIpv6: "::/0" }] },
              { IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
            ],
          },
        ],
      ],
    },
    "writes a rule anew whose description differs": {
      from: [{ ...office, description: "old" }],
      to: [office],
      sent: [
        ["RevokeSecurityGroupIngress", { GroupId: "sg-1", IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: "203.0.113.0/24" }] }] }],
        [
          "AuthorizeSecurityGroupIngress",
          { GroupId: "sg-1", IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: "203.0.113.0/24", Description: "office" }] }] },
        ],
      ],
    },
    "knows rules of prefix lists and groups": {
      from: [],
      to: [list, peers],
      sent: [
        [
          "AuthorizeSecurityGroupIngress",
          {
            GroupId: "sg-1",
            IpPermissions: [
              { ...ssh, PrefixListIds: [{ PrefixListId: "pl-1", Description: "partners" }] },
              { ...ssh, UserIdGroupPairs: [{ GroupId: "sg-2" }] },
            ],
          },
        ],
      ],
    },
    "calls nothing when nothing differs, whatever the order of tags": {
      from: [{ ...ipv4, tags: { App: "y", Owner: "x" } }],
      to: [ipv4],
      sent: [],
    },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { RevokeSecurityGroupIngress: {}, AuthorizeSecurityGroupIngress: {} } });
    await writeSecurityGroupRules.write(aws, group, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(sent);
  });
});
