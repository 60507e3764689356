// biome-ignore-all lint/suspicious/noThenProperty: a row of the tester says with `then` what AWS derives anew
import { judge, type RawInput, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2NotPublicInDev } from "./not-public-in-dev.ts";

const account = { id: "111111111111", kind: "dev" } as const;
const place = { account, partition: "aws", region: "eu-west-1", knownAccounts: new Set<string>(), now: new Date(0), context: {} };
const none = { addresses: [], associations: {} };
const web = { allocationId: "eipalloc-1", networkInterfaceId: "eni-1", privateIp: "10.0.0.4", publicIp: "198.51.100.4" };
const elastic = { addresses: [web], associations: { "eipalloc-1": "eipassoc-1" } };
const at = (publicIp: string | null, ...ipv6: string[]) => [
  { id: "eni-1", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true, addresses: [{ privateIp: "10.0.0.4", publicIp }], ipv6 },
];
const route = [{ subnet: "subnet-1", routeTable: "rtb-1", gateway: "igw-1" }];
const running = {
  ...{ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {}, interfaces: at(null) },
  ...{ elasticIps: none, ipv6Routes: [], publicOnStart: false, instanceStore: false, spotRequest: null },
};
const terminate = { mode: "terminate" } as const;
/** What AWS says once the address that it assigned is taken away by the stop. */
const asleep = { interfaces: at(null), publicOnStart: true };

describe("ec2/not-public-in-dev", () => {
  testAuditor(it, ec2NotPublicInDev, {
    pass: {
      "private addresses only": { facts: running, account },
      "no network interface": { facts: { ...running, interfaces: [] }, account },
      "a global IPv6 address without a route": { facts: { ...running, interfaces: at(null, "2600:1f18::4") }, account },
      "a unique local IPv6 address with a route": {
        facts: { ...running, interfaces: at(null, "fd00:ec2::4"), ipv6Routes: route },
        account,
      },
      "a route from the subnet of another interface": {
        facts: { ...running, interfaces: at(null, "2600:1f18::4"), ipv6Routes: [{ ...route[0]!, subnet: "subnet-2" }] },
        account,
      },
      "stopped, and private when it starts": { facts: { ...running, state: "stopped" }, account },
    },
    fail: {
      "an Elastic IP": {
        facts: { ...running, interfaces: at("198.51.100.4"), elasticIps: elastic },
        account,
        then: { interfaces: at(null) },
        remedy: "cured",
        blastRadius: { affected: [{ kind: "address", id: "198.51.100.4" }] },
      },
      "an Elastic IP of a stopped instance": {
        facts: { ...running, state: "stopped", interfaces: at("198.51.100.4"), elasticIps: elastic },
        account,
        then: { interfaces: at(null) },
        remedy: "cured",
      },
      "an address that AWS assigned": { facts: { ...running, interfaces: at("198.51.100.9") }, account, then: asleep, remedy: "contained" },
      "an Elastic IP on one interface and an assigned address on another": {
        facts: { ...running, interfaces: [...at("198.51.100.4"), { ...at("198.51.100.9")[0]!, id: "eni-2" }], elasticIps: elastic },
        account,
        then: { ...asleep, elasticIps: none },
        remedy: "contained",
        blastRadius: {
          affected: [
            { kind: "address", id: "198.51.100.4" },
            { kind: "address", id: "198.51.100.9" },
          ],
        },
      },
      "a global IPv6 address with a route": {
        facts: { ...running, interfaces: at(null, "2600:1f18::4"), ipv6Routes: route },
        account,
        remedy: "contained",
      },
      "a delegated IPv6 prefix with a route": {
        facts: { ...running, interfaces: at(null, "2600:1f18:0:1::/80"), ipv6Routes: route },
        account,
        remedy: "contained",
      },
      "an address of another partition": {
        facts: { ...running, interfaces: at("198.51.100.9") },
        account,
        partition: "aws-cn",
        region: "cn-north-1",
        then: asleep,
        remedy: "contained",
      },
      "stopped, and public when it starts": {
        facts: { ...running, state: "stopped", publicOnStart: true },
        account,
        remedy: { none: "it is contained already" },
      },
      "stopped with an Elastic IP, and public without it when it starts": {
        facts: { ...running, state: "stopped", interfaces: at("198.51.100.4"), elasticIps: elastic, publicOnStart: true },
        account,
        then: asleep,
        remedy: "contained",
      },
      "in mode terminate": { facts: { ...running, interfaces: at("198.51.100.9") }, account, settings: terminate, remedy: "cured" },
      "in mode terminate, with an Elastic IP only": {
        facts: { ...running, interfaces: at("198.51.100.4"), elasticIps: elastic },
        account,
        settings: terminate,
        then: { interfaces: at(null) },
        remedy: "cured",
      },
      "in mode terminate, of a one-time Spot request": {
        facts: { ...running, interfaces: at("198.51.100.9"), spotRequestId: "sir-1", spotRequest: { type: "one-time", state: "active" } },
        account,
        settings: terminate,
        remedy: "cured",
      },
      "still starting": {
        facts: { ...running, state: "pending", interfaces: at("198.51.100.9") },
        account,
        remedy: { none: "it is pending now" },
      },
      "of a one-time Spot request": {
        facts: { ...running, interfaces: at("198.51.100.9"), spotRequestId: "sir-1", spotRequest: { type: "one-time", state: "active" } },
        account,
        remedy: { none: "it can only be terminated" },
      },
      "an instance that EKS manages": {
        facts: { ...running, interfaces: at("198.51.100.9"), managedBy: "eks.amazonaws.com" },
        account,
        remedy: { none: "eks.amazonaws.com manages the instance" },
      },
    },
    notApplicable: {
      "a prod account": { facts: { ...running, interfaces: at("198.51.100.9") }, account: { ...account, kind: "prod" } },
      "being terminated": { facts: { ...running, state: "shutting-down", interfaces: at("198.51.100.9") }, account },
      terminated: { facts: { ...running, state: "terminated" }, account },
    },
  });

  const assigned = { interfaces: at("198.51.100.9") };
  const restore = { kind: "restore", notRestored: [] };
  const plans: Record<string, [facts: object, settings: object, steps: unknown[]]> = {
    "disassociates an Elastic IP": [
      { interfaces: at("198.51.100.4"), elasticIps: elastic },
      {},
      [["ec2/elastic-ips", [], restore, "198.51.100.4 no longer leads to it, and stays allocated"]],
    ],
    "stops an instance whose address does not come back": [
      assigned,
      {},
      [["ec2/stop", "stopped", { kind: "restore", notRestored: ["publicIp"] }, "what runs on it ends, and what it held in memory is lost"]],
    ],
    "does not promise to undo the stop of an instance with an instance store": [
      { ...assigned, instanceStore: true },
      {},
      [
        [
          "ec2/stop",
          "stopped",
          { kind: "impossible", reason: "its instance-store volumes lose what they hold" },
          "what runs on it ends, and what it held in memory is lost",
        ],
      ],
    ],
    "disassociates before it stops": [
      { interfaces: at("198.51.100.4", "2600:1f18::4"), ipv6Routes: route, elasticIps: elastic },
      {},
      [
        ["ec2/elastic-ips", [], restore, "198.51.100.4 no longer leads to it, and stays allocated"],
        ["ec2/stop", "stopped", restore, "what runs on it ends, and what it held in memory is lost"],
      ],
    ],
    "terminates only on request": [
      assigned,
      { mode: "terminate" },
      [
        [
          "ec2/terminate",
          "terminated",
          { kind: "impossible", reason: "a terminated instance does not come back" },
          "it and its volumes are lost; an Auto Scaling group or a persistent Spot request starts another",
        ],
      ],
    ],
  };
  it.each(Object.entries(plans))("%s", (_, [given, settings, steps]) => {
    const facts = { ...running, ...ec2.base.parse({ ...running, ...given }), ...given };
    const input: RawInput = { ...place, facts, settings: ec2NotPublicInDev.settings?.parse(settings) };
    const [judgement] = judge(ec2NotPublicInDev, input);
    const resource = { account: account.id, region: "eu-west-1", type: "ec2", id: "i-0a" };
    const finding = toFinding(ec2NotPublicInDev, "aws", resource, judgement!);
    const { changes } = planResource([{ auditor: ec2NotPublicInDev, input, finding }]);
    expect(changes.map(({ change, after, undo, note }) => [change, after, undo, note])).toEqual(steps);
  });
});
