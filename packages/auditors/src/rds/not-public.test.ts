import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsNotPublic } from "./not-public.ts";

const plain = {
  ...{ id: "orders", engine: "postgres", status: "available", encrypted: true, publiclyAccessible: true, isMultiAz: false },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};

describe("rds/not-public", () => {
  testAuditor(it, rdsNotPublic, {
    pass: {
      "a private instance": { facts: { ...plain, publiclyAccessible: false } },
      "a private instance that is stopped": { facts: { ...plain, publiclyAccessible: false, status: "stopped" } },
    },
    fail: {
      "a public instance": { facts: plain, remedy: "cured" },
      "a public instance of GovCloud": { facts: plain, partition: "aws-us-gov", region: "us-gov-west-1", remedy: "cured" },
      "a public member of an Aurora cluster": { facts: { ...plain, engine: "aurora-mysql", cluster: "c" }, remedy: "cured" },
      "a public instance of Neptune": { facts: { ...plain, engine: "neptune", cluster: "graph" }, remedy: "cured" },
      "a public read replica": { facts: { ...plain, replicaOf: "source" }, remedy: "cured" },
      "a public RDS Custom instance": { facts: { ...plain, engine: "custom-oracle-ee" }, remedy: "cured" },
      "one whose storage grows meanwhile": { facts: { ...plain, status: "storage-optimization" }, remedy: "cured" },
      "a member of a Multi-AZ DB cluster": { facts: { ...plain, cluster: "c" }, remedy: { none: "Multi-AZ DB cluster c" } },
      "a stopped one": { facts: { ...plain, status: "stopped" }, remedy: { none: "it is stopped" } },
      "one that is being modified": { facts: { ...plain, status: "modifying" }, remedy: { none: "it is modifying" } },
      "one that is being made": { facts: { ...plain, status: "creating" }, remedy: { none: "it is creating" } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = rdsNotPublic.subject.base.parse({ ...plain, publiclyAccessible: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      rdsNotPublic.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
