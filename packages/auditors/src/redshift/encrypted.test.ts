import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { redshiftEncrypted } from "./encrypted.ts";

const plain = {
  ...{ id: "sales", status: "available", encrypted: false, publiclyAccessible: false, elasticIp: null },
  ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [], tags: {} },
};

describe("redshift/encrypted", () => {
  testAuditor(it, redshiftEncrypted, {
    pass: {
      "an encrypted cluster": { facts: { ...plain, encrypted: true } },
      "an encrypted cluster that is paused": { facts: { ...plain, encrypted: true, status: "paused" } },
    },
    fail: {
      "an unencrypted cluster": { facts: plain, remedy: "cured" },
      "an unencrypted cluster in China": { facts: plain, partition: "aws-cn", region: "cn-north-1", remedy: "cured" },
      "another pending modification": { facts: { ...plain, pending: ["ClusterVersion"] }, remedy: "cured" },
      "one whose snapshots are copied": { facts: { ...plain, snapshotCopyRegion: "us-east-1" }, remedy: { none: "copied to us-east-1" } },
      "one that AWS encrypts already": {
        facts: { ...plain, status: "resizing", pending: ["EncryptionType"] },
        remedy: { none: "at work on its encryption" },
      },
      "one that is paused": { facts: { ...plain, status: "paused" }, remedy: { none: "it is paused" } },
      "one that is being resized": { facts: { ...plain, status: "available, prep-for-resize" }, remedy: { none: "prep-for-resize" } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting" } },
    },
  });

  it("does not judge when AWS says nothing", () => {
    const facts = redshiftEncrypted.subject.base.parse({ ...plain, encrypted: undefined });
    const where = { partition: "aws", region: "us-east-1", account: { id: "000000000000", kind: "prod" as const } };
    expect(() =>
      redshiftEncrypted.evaluate({ facts, context: {}, settings: {}, ...where, knownAccounts: new Set<string>(), now: new Date(0) }),
    ).toThrow(/does not say/);
  });
});
