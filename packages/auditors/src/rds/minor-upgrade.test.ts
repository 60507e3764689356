import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsMinorUpgrade } from "./minor-upgrade.ts";

const plain = {
  ...{ id: "orders", engine: "postgres", status: "available", encrypted: true, publiclyAccessible: false, isMultiAz: false },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {}, upgradesMinor: true },
};
const off = { ...plain, upgradesMinor: false };

describe("rds/minor-upgrade", () => {
  testAuditor(it, rdsMinorUpgrade, {
    pass: {
      "an instance that upgrades": { facts: plain },
      "a member of an Aurora cluster that upgrades": { facts: { ...plain, engine: "aurora-postgresql", cluster: "c" } },
      "a stopped one that upgrades": { facts: { ...plain, status: "stopped" } },
    },
    fail: {
      "an instance that does not": { facts: off },
      "a member of an Aurora cluster that does not, whatever the cluster says": {
        facts: { ...off, engine: "aurora-mysql", cluster: "c" },
      },
      "an instance of Neptune": { facts: { ...off, engine: "neptune", cluster: "graph" } },
      "a read replica": { facts: { ...off, replicaOf: "source" } },
      "a stopped one": { facts: { ...off, status: "stopped" } },
      "one whose modification still waits": { facts: { ...off, pending: ["AutoMinorVersionUpgrade"] } },
    },
    notApplicable: {
      "a member of a Multi-AZ DB cluster": { facts: { ...off, engine: "mysql", cluster: "c" } },
      "an instance of DocumentDB": { facts: { ...off, engine: "docdb", cluster: "docs" } },
      "RDS Custom, which must have it off": { facts: { ...off, engine: "custom-oracle-ee" } },
      "one that is being deleted": { facts: { ...off, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = rdsMinorUpgrade.subject.base.parse({ ...plain, upgradesMinor: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      rdsMinorUpgrade.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
