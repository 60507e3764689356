import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, it } from "vitest";
import { rdsMultiAz } from "./multi-az.ts";

const plain = {
  ...{ id: "orders", engine: "postgres", status: "available", encrypted: true, publiclyAccessible: false, isMultiAz: true },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};
const single = { ...plain, isMultiAz: false };

describe("rds/multi-az", () => {
  testAuditor(it, rdsMultiAz, {
    pass: {
      "an instance with a standby": { facts: plain },
      "SQL Server with a mirror": { facts: { ...plain, engine: "sqlserver-ee" } },
      "a stopped one": { facts: { ...plain, status: "stopped" } },
    },
    fail: {
      "an instance in one zone": { facts: single },
      "a read replica in one zone": { facts: { ...single, replicaOf: "source" } },
      "a source of replicas, which are no standby": { facts: { ...single, replicas: ["r1"] } },
      "one that is to have a standby in the next window": { facts: { ...single, pending: ["MultiAZ"] } },
    },
    notApplicable: {
      "a member of an Aurora cluster": { facts: { ...single, engine: "aurora-mysql", cluster: "c" } },
      "a member of a Multi-AZ DB cluster": { facts: { ...single, engine: "mysql", cluster: "c" } },
      "one that is being deleted": { facts: { ...single, status: "deleting" } },
    },
  });
});
