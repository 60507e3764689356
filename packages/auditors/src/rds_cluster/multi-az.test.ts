import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsClusterMultiAz } from "./multi-az.ts";

const plain = {
  ...{ id: "orders", engine: "aurora-mysql", engineMode: "provisioned", status: "available", encrypted: true, isCustom: false },
  ...{ globalDatabase: null, replicaOf: null, replicas: [], members: ["a", "b"], pending: [], restartsAt: null, tags: {} },
  isMultiAz: true,
};
const single = { ...plain, isMultiAz: false };

describe("rds_cluster/multi-az", () => {
  testAuditor(it, rdsClusterMultiAz, {
    pass: {
      "Aurora with instances in two zones": { facts: plain },
      "a Multi-AZ DB cluster": { facts: { ...plain, engine: "mysql", members: ["a", "b", "c"] } },
      "one that is stopped": { facts: { ...plain, status: "stopped" } },
    },
    fail: {
      "Aurora with one instance": { facts: { ...single, members: ["a"] } },
      "two instances in one zone": { facts: single },
      "a cluster without an instance": { facts: { ...single, members: [] } },
      "a cluster of Neptune": { facts: { ...single, engine: "neptune", members: ["g"] } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...single, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = rdsClusterMultiAz.subject.base.parse({ ...plain, isMultiAz: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      rdsClusterMultiAz.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
