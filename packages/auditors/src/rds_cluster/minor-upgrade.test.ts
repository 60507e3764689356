import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsClusterMinorUpgrade } from "./minor-upgrade.ts";

const plain = {
  ...{ id: "orders", engine: "mysql", engineMode: "provisioned", status: "available", encrypted: true, isCustom: false },
  ...{ globalDatabase: null, replicaOf: null, replicas: [], members: ["a", "b", "c"], pending: [], restartsAt: null, tags: {} },
  ...{ upgradesMinor: true, isMultiAz: true },
};
const off = { ...plain, upgradesMinor: false };

describe("rds_cluster/minor-upgrade", () => {
  testAuditor(it, rdsClusterMinorUpgrade, {
    pass: {
      "a Multi-AZ DB cluster that upgrades": { facts: plain },
      "one that is stopped": { facts: { ...plain, status: "stopped" } },
    },
    fail: {
      "a Multi-AZ DB cluster that does not": { facts: off },
      "one of PostgreSQL, stopped": { facts: { ...off, engine: "postgres", status: "stopped" } },
    },
    notApplicable: {
      "Aurora, whose instances decide": { facts: { ...off, engine: "aurora-postgresql" } },
      Neptune: { facts: { ...off, engine: "neptune" } },
      DocumentDB: { facts: { ...off, engine: "docdb" } },
      "one that is being deleted": { facts: { ...off, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = rdsClusterMinorUpgrade.subject.base.parse({ ...plain, upgradesMinor: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      rdsClusterMinorUpgrade.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
