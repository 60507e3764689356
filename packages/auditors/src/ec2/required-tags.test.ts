import { judge, type RawInput, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { ec2 } from "@plumbline/collectors/ec2";
import { describe, expect, it } from "vitest";
import { ec2RequiredTags } from "./required-tags.ts";

const account = { id: "111111111111", kind: "prod" } as const;
const place = { account, partition: "aws", region: "eu-west-1", knownAccounts: new Set<string>(), now: new Date(0), context: {} };
const none = { addresses: [], associations: {} };
const running = {
  ...{ id: "i-0a", state: "running", instanceType: "t4g.nano", rootDevice: "ebs", metadata: {} },
  ...{ elasticIps: none, instanceStore: false, spotRequest: null },
};
const settings = { keys: ["Owner", "CostCentre"] };
const at = (publicIp: string | null) => [
  { id: "eni-1", vpc: "vpc-1", subnet: "subnet-1", isPrimary: true, addresses: [{ privateIp: "10.0.0.4", publicIp }], ipv6: [] },
];
const web = { allocationId: "eipalloc-1", networkInterfaceId: "eni-1", privateIp: "10.0.0.4", publicIp: "198.51.100.4" };
const persistent = { type: "persistent", state: "active" };
const scaled = { "aws:autoscaling:groupName": "web" };

describe("ec2/required-tags", () => {
  testAuditor(it, ec2RequiredTags, {
    pass: {
      "all keys, in another case": { facts: { ...running, tags: { owner: "x", COSTCENTRE: "" } }, settings },
      "a stopped instance with all keys": { facts: { ...running, state: "stopped", tags: { Owner: "x", CostCentre: "1" } }, settings },
    },
    fail: {
      "one key missing": { facts: { ...running, tags: { Owner: "x" } }, settings, remedy: "contained" },
      "no tags at all": { facts: { ...running }, settings, remedy: "contained", blastRadius: { affected: [] } },
      "a running instance with an address that AWS assigned": {
        facts: { ...running, interfaces: at("198.51.100.4") },
        settings,
        remedy: "contained",
        blastRadius: { affected: [{ kind: "address", id: "198.51.100.4" }] },
      },
      "an instance of a persistent Spot request": {
        facts: { ...running, spotRequestId: "sir-1", spotRequest: persistent },
        settings,
        remedy: "contained",
      },
      "an instance with instance-store volumes": { facts: { ...running, instanceStore: true }, settings, remedy: "contained" },
      "an instance with volumes": {
        facts: { ...running, volumes: ["vol-1", "vol-2"] },
        settings,
        blastRadius: {
          affected: [
            { kind: "volume", id: "vol-1" },
            { kind: "volume", id: "vol-2" },
          ],
        },
      },
      "an instance of an Auto Scaling group": {
        facts: { ...running, tags: scaled },
        settings,
        remedy: "contained",
        blastRadius: { affected: [{ kind: "auto-scaling-group", id: scaled["aws:autoscaling:groupName"] }] },
      },
      "stopped already": { facts: { ...running, state: "stopped" }, settings, remedy: { none: "it is contained already" } },
      "stopped already, of a cancelled Spot request": {
        facts: { ...running, state: "stopped", spotRequestId: "sir-1", spotRequest: { type: "persistent", state: "cancelled" } },
        settings,
        remedy: { none: "it is contained already" },
      },
      "on its way to a stop": { facts: { ...running, state: "stopping" }, settings, remedy: { none: "it is stopping now" } },
      "a root device that is an instance store": {
        facts: { ...running, rootDevice: "instance-store" },
        settings,
        remedy: { none: "AWS can't stop an instance whose root device is no EBS volume" },
      },
      "a root device that AWS does not tell": {
        facts: { ...running, rootDevice: "" },
        settings,
        remedy: { none: "root device is no EBS volume" },
      },
      "an instance of a one-time Spot request": {
        facts: { ...running, spotRequestId: "sir-1", spotRequest: { type: "one-time", state: "active" } },
        settings,
        remedy: { none: "AWS can't stop an instance of a one-time Spot request" },
      },
      "an instance of a cancelled Spot request": {
        facts: { ...running, spotRequestId: "sir-1", spotRequest: { type: "persistent", state: "cancelled" } },
        settings,
        remedy: { none: "AWS can't stop an instance whose Spot request is cancelled" },
      },
      "an instance that EKS manages": {
        facts: { ...running, managedBy: "eks.amazonaws.com" },
        settings,
        remedy: { none: "eks.amazonaws.com manages the instance" },
      },
    },
    notApplicable: {
      "no tag is required": { facts: { ...running } },
      "still starting": { facts: { ...running, state: "pending" }, settings },
      "being terminated": { facts: { ...running, state: "shutting-down" }, settings },
      terminated: { facts: { ...running, state: "terminated" }, settings },
    },
  });

  const undos: Record<string, [facts: object, undo: object]> = {
    "everything for an instance on EBS": [{}, { kind: "restore", notRestored: [] }],
    "everything for an instance of a persistent Spot request": [{ spotRequest: persistent }, { kind: "restore", notRestored: [] }],
    "everything where the public address is an Elastic IP": [
      { interfaces: at("198.51.100.4"), elasticIps: { addresses: [web], associations: { "eipalloc-1": "eipassoc-1" } } },
      { kind: "restore", notRestored: [] },
    ],
    "not the address that AWS assigned": [{ interfaces: at("198.51.100.4") }, { kind: "restore", notRestored: ["publicIp"] }],
    "nothing of instance-store volumes": [
      { instanceStore: true },
      { kind: "impossible", reason: "its instance-store volumes lose what they hold" },
    ],
    "no instance of an Auto Scaling group": [
      { tags: scaled },
      { kind: "impossible", reason: "its Auto Scaling group web replaces an instance that stops" },
    ],
  };
  it.each(Object.entries(undos))("an undo gives back %s", (_, [facts, undo]) => {
    const input: RawInput = { facts: { ...running, ...ec2.base.parse({ ...running, ...facts }), ...facts }, settings, ...place };
    const [judgement] = judge(ec2RequiredTags, input);
    const resource = { account: "111111111111", region: "eu-west-1", type: "ec2", id: "i-0a" };
    const { changes } = planResource([
      { auditor: ec2RequiredTags, input, finding: toFinding(ec2RequiredTags, "aws", resource, judgement!) },
    ]);
    expect(changes.map((change) => [change.change, change.after, change.undo])).toEqual([["ec2/stop", "stopped", undo]]);
  });
});
