import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { describeEgress } from "../judge/egress.ts";
import { ecsServiceNoPublicIp } from "./no-public-ip.ts";

const base = {
  id: "arn:aws:ecs:us-east-1:111111111111:service/one/web",
  name: "web",
  cluster: "arn:aws:ecs:us-east-1:111111111111:cluster/one",
};
const open = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" as const };
const service = (network: object | null, controller?: string) => ({
  ...base,
  deployment: { controller, network: network as typeof open | null, egress: {} },
});

describe("ecs_service/no-public-ip", () => {
  testAuditor(it, ecsServiceNoPublicIp, {
    pass: {
      disabled: { facts: service({ ...open, assignPublicIp: "DISABLED" }, "ECS") },
      "left out": { facts: service({ subnets: ["subnet-1"] }) },
    },
    fail: {
      enabled: { facts: service(open, "ECS"), remedy: "cured", blastRadius: { affected: [] } },
      "enabled, with tasks": {
        facts: { ...base, deployment: { ...service(open, "ECS").deployment, runningTasks: 3 } },
        blastRadius: { affected: [], unnamed: { kind: "task", count: 3 } },
      },
      "enabled, beside keys that we don't know": { facts: service({ ...open, later: "kept" }, "ECS"), remedy: "cured" },
      "another partition": {
        facts: { ...service(open, "ECS"), id: base.id.replace("aws", "aws-cn") },
        partition: "aws-cn",
        region: "cn-north-1",
      },
      "deployed by CodeDeploy": { facts: service(open, "CODE_DEPLOY"), remedy: { none: "AppSpec" } },
      "deployed by another system": { facts: service(open, "EXTERNAL"), remedy: { none: "task set" } },
      "deployed by something new": { facts: service(open, "LATER"), remedy: { none: "LATER deploys it" } },
    },
    notApplicable: {
      "tasks on their hosts' network": { facts: service(null, "ECS") },
      "task sets say the network": { facts: service(null, "EXTERNAL") },
      "deleted meanwhile": { facts: { ...base, deployment: null } },
    },
  });

  const nat = { hasNat: true, endpoints: ["s3"] };
  const shut = { hasNat: false, endpoints: [] };
  const words: Record<string, [egress: Record<string, typeof nat>, text: string]> = {
    "NAT in all": [{ a: nat, b: nat }, "new tasks get out through NAT"],
    "NAT in one": [{ a: nat, b: shut }, "new tasks get out through NAT; in b, without NAT or endpoints, they may not even get their image"],
    "endpoints only": [
      { a: { hasNat: false, endpoints: ["ecr.api", "s3"] }, b: shut },
      "in a, b, without NAT, they reach only the VPC's endpoints (ecr.api, s3)",
    ],
    nothing: [{ a: shut, b: shut }, "in a, b, without NAT or endpoints, they may not even get their image"],
    "routes that AWS does not show": [{ a: nat }, "new tasks get out through NAT; whether b has NAT is not known"],
  };
  it.each(Object.entries(words))("tells the blast radius: %s", (_, [egress, text]) => {
    expect(describeEgress(["a", "b"], egress)).toBe(text);
  });
});
