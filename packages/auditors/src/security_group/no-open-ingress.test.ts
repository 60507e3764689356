import { judge, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import type { IngressRule } from "@plumbline/collectors/facts/security-group";
import { describe, expect, it } from "vitest";
import { securityGroupNoOpenIngress } from "./no-open-ingress.ts";

const rule: IngressRule = {
  protocol: "tcp",
  fromPort: 22,
  toPort: 22,
  cidr: null,
  prefixList: null,
  group: null,
  description: null,
  tags: {},
};
const ssh4 = { ...rule, cidr: "0.0.0.0/0", description: "everyone", tags: { Owner: "x" } };
const ssh6 = { ...rule, cidr: "::/0" };
const https = { ...rule, fromPort: 443, toPort: 443, cidr: "0.0.0.0/0" };
const high = { ...rule, fromPort: 1024, toPort: 65535, cidr: "0.0.0.0/0" };
const everything = { ...rule, protocol: "-1", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" };
const allTcp = { ...rule, fromPort: 0, toPort: 65535, cidr: "0.0.0.0/0" };
const ping = { ...rule, protocol: "icmp", fromPort: 8, toPort: -1, cidr: "0.0.0.0/0" };
const office = { ...rule, cidr: "203.0.113.0/24", description: "office" };
const peers = { ...rule, group: "sg-2" };
const viaList = { ...rule, prefixList: "pl-1" };
const offices = { id: "pl-1", name: "offices", owner: "111111111111", everyone: [] };
const world = { id: "pl-1", name: "world", owner: "222222222222", everyone: ["0.0.0.0/0"] };

const group = (...rules: IngressRule[]) => ({
  id: "sg-1",
  rules: { rules, ruleIds: { "tcp 22 22 0.0.0.0/0": "sgr-1" } },
  prefixLists: [],
});
const remediate = { remediate: true };
const off = { none: "it is off; set remediate: true" };

describe("security_group/no-open-ingress", () => {
  testAuditor(it, securityGroupNoOpenIngress, {
    pass: {
      "no rules": { facts: group() },
      "a range, a group, and a prefix list without everyone": { facts: { ...group(office, peers, viaList), prefixLists: [offices] } },
      "half of the internet, which is a range of its own": { facts: group({ ...rule, cidr: "0.0.0.0/1" }) },
      "an allowed port": { facts: group(https), settings: { allowedPorts: [443] } },
      "a range of ports that allowed ranges hold together": {
        facts: group(high),
        settings: { allowedPorts: ["30000-65535", "1024-9999", "9000-29999"] },
      },
      "everything, when every port is allowed": { facts: group(everything), settings: { allowedPorts: ["0-65535"] } },
      "a port beside the judged ones": { facts: group(https, high), settings: { ports: [22] } },
      "ICMP, where ports are judged": { facts: group(ping), settings: { ports: [22, 3389] } },
      "IPv6, where IPv4 is judged": { facts: group(ssh6), settings: { ranges: ["0.0.0.0/0"] } },
      "a prefix list with IPv4, where IPv6 is judged": {
        facts: { ...group(viaList), prefixLists: [world] },
        settings: { ranges: ["::/0"] },
      },
    },
    fail: {
      "IPv4, and nobody asked for a remedy": { facts: group(ssh4), remedy: off },
      IPv4: { facts: group(ssh4), settings: remediate, remedy: "cured" },
      IPv6: { facts: group(ssh6), settings: remediate, remedy: "cured" },
      "a range that holds everyone, written oddly": { facts: group({ ...rule, cidr: "0:0::/0" }), settings: remediate, remedy: "cured" },
      "open rules beside good ones, which stay": {
        facts: group(ssh4, office, peers, ssh6, https),
        settings: remediate,
        remedy: "cured",
        blastRadius: {
          affected: [
            { kind: "address", id: "0.0.0.0/0" },
            { kind: "address", id: "::/0" },
          ],
        },
      },
      "everything, from everyone": { facts: group(everything), settings: { ...remediate, allowedPorts: [443] }, remedy: "cured" },
      "ICMP, which is no port": { facts: group(ping), settings: { ...remediate, allowedPorts: ["0-65535"] }, remedy: "cured" },
      "more than the allowed ports": {
        facts: group(high),
        settings: { ...remediate, allowedPorts: ["1024-8079", "8081-65535"] },
        remedy: "cured",
      },
      "an open port that is not allowed; the allowed one stays": {
        facts: group(ssh4, https),
        settings: { ...remediate, allowedPorts: [443] },
        remedy: "cured",
      },
      "a judged port within a range": { facts: group(allTcp), settings: { ...remediate, ports: [22, 3389] }, remedy: "cured" },
      "a judged port within everything": { facts: group(everything), settings: { ...remediate, ports: [22] }, remedy: "cured" },
      "TCP without ports, which is all of them": {
        facts: group({ ...everything, protocol: "tcp" }),
        settings: { ...remediate, ports: [22] },
        remedy: "cured",
      },
      "TCP by its number": { facts: group({ ...ssh4, protocol: "6" }), settings: { ...remediate, ports: [22] }, remedy: "cured" },
      "only the judged range goes": { facts: group(ssh4, ssh6), settings: { ...remediate, ranges: ["::/0"] }, remedy: "cured" },
      "through a prefix list, whose owner has to change it": {
        facts: { ...group(viaList), prefixLists: [world] },
        settings: remediate,
        remedy: { none: "through prefix list pl-1 (world) of 222222222222, and a prefix list is never changed" },
      },
    },
  });

  it("with a prefix list and a range, revokes the range, names the list, and leaves the list's part failing", () => {
    const facts = { ...group(viaList, ssh4), prefixLists: [world], name: "g" };
    const input = {
      ...{ facts, context: {}, settings: securityGroupNoOpenIngress.settings?.parse(remediate), partition: "aws", region: "us-east-1" },
      ...{ account: { id: "111111111111", kind: "prod" as const }, knownAccounts: new Set<string>(), now: new Date(0) },
    };
    const resource = { account: "111111111111", region: "us-east-1", type: "security_group", id: "sg-1" };
    const judged = judge(securityGroupNoOpenIngress, input);
    expect(judged.map(({ subKey, verdict }) => [subKey, verdict.status])).toEqual([
      ["ranges", "fail"],
      ["prefix-lists", "fail"],
    ]);
    const failing = judged.map((one) => ({
      auditor: securityGroupNoOpenIngress,
      input,
      finding: toFinding(securityGroupNoOpenIngress, "aws", resource, one),
    }));
    const { changes, unplanned } = planResource(failing);
    expect(changes.map(({ change, after, outcome }) => [change, after, outcome])).toEqual([["security_group/rules", [viaList], "cured"]]);
    expect(changes[0]?.note).toContain("prefix list pl-1 (world) of 222222222222 still lets everyone in");
    expect(unplanned.map(({ reason }) => reason)).toEqual([expect.stringContaining("a prefix list is never changed; its owner has to")]);
  });
});
