import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbv2RequiredTags } from "./required-tags.ts";

const prefix = "arn:aws-cn:elasticloadbalancing:cn-north-1:111111111111";
const balancer = { kind: "balancer" as const, id: `${prefix}:loadbalancer/app/web/1`, name: "web", scheme: "internal" };
const group = { kind: "group" as const, id: `${prefix}:targetgroup/web/1`, name: "web", vpc: null, balancers: [] };
const settings = { keys: ["owner"] };

describe("elbv2/required-tags", () => {
  testAuditor(it, elbv2RequiredTags, {
    pass: {
      "a load balancer with the tag": { facts: { ...balancer, tags: { owner: "x" } }, settings },
      "a target group with the tag in other case": { facts: { ...group, tags: { OWNER: "" } }, settings },
    },
    fail: {
      "a load balancer without": { facts: { ...balancer, tags: { team: "x" } }, settings },
      "a target group without, whatever its load balancer carries": { facts: { ...group, tags: {} }, settings },
    },
    notApplicable: { "no tag is required": { facts: { ...group, tags: {} } } },
  });
});
