import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { elbNoPublicDevInstance } from "./no-public-dev-instance.ts";

const account = { id: "111111111111", kind: "dev" as const };
const web = { id: "web", scheme: "internet-facing", instances: ["i-1", "i-2"] };

describe("elb/no-public-dev-instance", () => {
  testAuditor(it, elbNoPublicDevInstance, {
    pass: {
      internal: { facts: { ...web, scheme: "internal" }, account },
      "internet-facing without an instance": { facts: { ...web, instances: [] }, account },
      "instances that may be public": { facts: web, account, settings: { allowedInstances: ["i-1", "i-2"] } },
    },
    fail: {
      "two instances, each a part": { facts: web, account, parts: { "i-1": "fail", "i-2": "fail" } },
      "one instance beside one that may be public": {
        facts: web,
        account,
        settings: { allowedInstances: ["i-1"] },
        parts: { "i-1": "pass", "i-2": "fail" },
        blastRadius: { affected: [{ kind: "target", id: "i-2" }], remaining: { kind: "target", count: 1 } },
      },
      "a scheme left out": { facts: { id: "web", instances: ["i-1"] }, account },
      "a scheme that nobody knows": { facts: { ...web, scheme: "dual" }, account },
      "another partition": { facts: { ...web, instances: ["i-1"] }, account, partition: "aws-us-gov", region: "us-gov-west-1" },
    },
    notApplicable: { "no dev account": { facts: web, account: { id: "111111111111", kind: "prod" } } },
  });
});
