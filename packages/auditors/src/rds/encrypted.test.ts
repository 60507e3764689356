import { judge, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { rdsEncrypted } from "./encrypted.ts";
import { rdsNotPublic } from "./not-public.ts";
import { rdsRequiredTags } from "./required-tags.ts";

const plain = {
  ...{ id: "orders", engine: "mysql", status: "available", encrypted: false, publiclyAccessible: false, isMultiAz: false },
  ...{ cluster: null, replicaOf: null, replicas: [], pending: [], restartsAt: null, tags: {} },
};

describe("rds/encrypted", () => {
  testAuditor(it, rdsEncrypted, {
    pass: {
      "an encrypted instance": { facts: { ...plain, encrypted: true } },
      "an encrypted instance, by its type too": { facts: { ...plain, encrypted: true, encryptionType: "sse-kms" } },
      "a key of the account, by its type alone": { facts: { ...plain, encrypted: undefined, encryptionType: "sse-kms" } },
      "a key that AWS owns, of which StorageEncrypted says false": { facts: { ...plain, encryptionType: "sse-rds" } },
      "an encrypted one that is being made": { facts: { ...plain, encrypted: true, status: "creating" } },
      "an encrypted one whose key can't be reached": {
        facts: { ...plain, encrypted: true, status: "inaccessible-encryption-credentials" },
      },
    },
    fail: {
      "an unencrypted instance": { facts: plain, remedy: "contained", blastRadius: { affected: [] } },
      "an unencrypted instance in China": { facts: plain, partition: "aws-cn", region: "cn-north-1", remedy: "contained" },
      "the type none": { facts: { ...plain, encryptionType: "none" }, remedy: "contained" },
      "a Multi-AZ deployment of another engine": { facts: { ...plain, isMultiAz: true }, remedy: "contained" },
      "SQL Server in one zone": { facts: { ...plain, engine: "sqlserver-se" }, remedy: "contained" },
      "one with pending modifications": { facts: { ...plain, pending: ["DBInstanceClass"] }, remedy: "contained" },
      "a key that AWS owns, where it is refused": {
        facts: { ...plain, encryptionType: "sse-rds" },
        settings: { awsOwnedKey: "refused" },
        remedy: "contained",
      },
      "one stopped already": {
        facts: { ...plain, status: "stopped", restartsAt: "2026-11-28T10:00:00.000Z" },
        remedy: { none: "contained already" },
      },
      "a member of a stopped cluster": {
        facts: { ...plain, engine: "aurora-mysql", cluster: "c", status: "stopped" },
        remedy: { none: "contained already" },
      },
      "a member of an Aurora cluster": {
        facts: { ...plain, engine: "aurora-mysql", cluster: "c" },
        remedy: { none: "member of the cluster c" },
      },
      "an instance of Neptune": {
        facts: { ...plain, engine: "neptune", cluster: "graph" },
        remedy: { none: "member of the cluster graph" },
      },
      "an instance of DocumentDB": {
        facts: { ...plain, engine: "docdb", cluster: "docs" },
        remedy: { none: "member of the cluster docs" },
      },
      "RDS Custom": { facts: { ...plain, engine: "custom-sqlserver-se" }, remedy: { none: "RDS Custom" } },
      "a read replica": { facts: { ...plain, replicaOf: "source" }, remedy: { none: "read replica of source" } },
      "a source of read replicas": { facts: { ...plain, replicas: ["r1", "r2"] }, remedy: { none: "read replicas r1, r2" } },
      "SQL Server in two zones": { facts: { ...plain, engine: "sqlserver-ee", isMultiAz: true }, remedy: { none: "SQL Server" } },
      "one that is stopping": { facts: { ...plain, status: "stopping" }, remedy: { none: "it is stopping" } },
      "one that is starting": { facts: { ...plain, status: "starting" }, remedy: { none: "it is starting" } },
      "one that is being modified": { facts: { ...plain, status: "modifying" }, remedy: { none: "it is modifying" } },
      "one without a status": { facts: { ...plain, status: "" }, remedy: { none: "only what is available" } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting" } },
    },
  });

  const silent: Record<string, [facts: object, message: RegExp]> = {
    "AWS says nothing": [{ encrypted: undefined }, /does not say/],
    "AWS names an encryption of next year": [{ encryptionType: "sse-next" }, /sse-next/],
  };
  it.each(Object.entries(silent))("does not judge when %s", (_, [given, message]) => {
    expect(() => rdsEncrypted.evaluate(inputOf(given))).toThrow(message);
  });

  const steps: Record<string, [given: object, step: object]> = {
    "the 7 days": [{}, { undo: "restore", note: "Its clients lose it until somebody starts it; AWS itself starts it after 7 days." }],
    "the public address that changes": [
      { publiclyAccessible: true },
      { note: expect.stringContaining("Its public address changes, its DNS name stays.") },
    ],
    "the pending modifications that are lost": [{ pending: ["DBInstanceClass"] }, { undo: { notRestored: ["pending DBInstanceClass"] } }],
  };
  it.each(Object.entries(steps))("tells %s", (_, [given, step]) => {
    expect(rdsEncrypted.remediation?.plan(inputOf(given), undefined)).toMatchObject({ outcome: "contained", steps: [step] });
  });

  it("is planned once for two checks, after the change that makes the instance private", () => {
    const input = { ...inputOf({ publiclyAccessible: true }), settings: { awsOwnedKey: "accepted", keys: ["owner"] } };
    const resource = { account: "000000000000", region: "us-east-1", type: "rds", id: "orders" };
    const failing = [rdsEncrypted, rdsRequiredTags, rdsNotPublic].flatMap((auditor) =>
      judge(auditor, input).map((judgement) => ({ auditor, input, finding: toFinding(auditor, "aws", resource, judgement) })),
    );
    expect(failing.map(({ finding }) => finding.verdict.status)).toEqual(["fail", "fail", "fail"]);
    expect(planResource(failing).changes.map(({ change }) => change)).toEqual(["rds/publicly-accessible", "rds/running"]);
  });
});

const inputOf = (given: object) => ({
  facts: rdsEncrypted.subject.base.parse({ ...plain, ...given }),
  context: {},
  settings: { awsOwnedKey: "accepted" as const },
  ...{ partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } },
  ...{ knownAccounts: new Set<string>(), now: new Date(0) },
});
