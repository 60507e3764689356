import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbv2AccessLogs } from "./access-logs.ts";

const of = (kind: string) => `arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/${kind}/a/1`;
const row = (accessLogs: boolean | null, kind = "app") => ({
  facts: { ...{ kind: "balancer" as const, id: of(kind), name: "a" }, accessLogs },
});

describe("elbv2/access-logs", () => {
  testAuditor(it, elbv2AccessLogs, {
    pass: { "an application load balancer with logs": row(true), "a network load balancer with logs": row(true, "net") },
    fail: { "an application load balancer without": row(false), "a network load balancer without": row(false, "net") },
    notApplicable: {
      "a gateway load balancer": row(null, "gwy"),
      "a target group": {
        facts: {
          ...{ kind: "group", id: "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/g/1", name: "g", balancers: [] },
          accessLogs: null,
        },
      },
    },
  });
});
