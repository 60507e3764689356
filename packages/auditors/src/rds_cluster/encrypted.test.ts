import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsClusterEncrypted } from "./encrypted.ts";

const plain = {
  ...{ id: "orders", engine: "aurora-postgresql", engineMode: "provisioned", status: "available", encrypted: false, isCustom: false },
  ...{ globalDatabase: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};

describe("rds_cluster/encrypted", () => {
  testAuditor(it, rdsClusterEncrypted, {
    pass: {
      "an encrypted cluster": { facts: { ...plain, encrypted: true } },
      "Aurora's own encryption, of which StorageEncrypted says false": { facts: { ...plain, encryptionType: "sse-rds" } },
      "an encrypted Multi-AZ DB cluster": { facts: { ...plain, engine: "mysql", encrypted: true } },
    },
    fail: {
      "an unencrypted Aurora cluster": { facts: plain, remedy: "contained", blastRadius: { affected: [] } },
      "one with instances": {
        facts: { ...plain, members: ["one", "two"] },
        blastRadius: {
          affected: [
            { kind: "instance", id: "one" },
            { kind: "instance", id: "two" },
          ],
        },
      },
      "an unencrypted cluster of Neptune": { facts: { ...plain, engine: "neptune" }, remedy: "contained" },
      "an unencrypted cluster of DocumentDB": { facts: { ...plain, engine: "docdb" }, remedy: "contained" },
      "one with pending modifications": { facts: { ...plain, pending: ["EngineVersion"] }, remedy: "contained" },
      "Aurora's own encryption, where it is refused": {
        facts: { ...plain, encryptionType: "sse-rds" },
        settings: { awsOwnedKey: "refused" },
        remedy: "contained",
      },
      "one stopped already": { facts: { ...plain, status: "stopped" }, remedy: { none: "contained already" } },
      "a Multi-AZ DB cluster": { facts: { ...plain, engine: "postgres" }, remedy: { none: "Multi-AZ DB cluster" } },
      "RDS Custom": { facts: { ...plain, engine: "custom-oracle-ee", isCustom: true }, remedy: { none: "RDS Custom" } },
      "Aurora Serverless v1": { facts: { ...plain, engineMode: "serverless" }, remedy: { none: "Serverless v1" } },
      "a multi-master cluster": { facts: { ...plain, engineMode: "multimaster" }, remedy: { none: "multi-master" } },
      "part of a global database": { facts: { ...plain, globalDatabase: "g" }, remedy: { none: "global database" } },
      "part of a global database, by its old engine mode": {
        facts: { ...plain, engineMode: "global" },
        remedy: { none: "global database" },
      },
      "a replica": { facts: { ...plain, replicaOf: "source" }, remedy: { none: "replica of source" } },
      "a source of replicas": { facts: { ...plain, replicas: ["r"] }, remedy: { none: "replicas r" } },
      "one that is stopping": { facts: { ...plain, status: "stopping" }, remedy: { none: "it is stopping" } },
      "one that fails over": { facts: { ...plain, status: "failing-over" }, remedy: { none: "it is failing-over" } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = rdsClusterEncrypted.subject.base.parse({ ...plain, encrypted: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    const input = {
      facts,
      context: {},
      settings: { awsOwnedKey: "accepted" as const },
      ...where,
      knownAccounts: new Set<string>(),
      now: new Date(0),
    };
    expect(() => rdsClusterEncrypted.evaluate(input)).toThrow(/does not say/);
  });
});
