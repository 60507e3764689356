import { judge, toFinding } from "@plumbline/audit-kit/judge";
import { planResource } from "@plumbline/audit-kit/remedy";
import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { redshiftEncrypted } from "./encrypted.ts";
import { redshiftNotPublic } from "./not-public.ts";

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

  const inputOf = (given: object) => ({
    facts: redshiftEncrypted.subject.base.parse({ ...plain, ...given }),
    ...{ context: {}, settings: {}, partition: "aws", region: "us-east-1", now: new Date(0) },
    account: { id: "000000000000", kind: "prod" as const },
    knownAccounts: new Set<string>(),
  });

  it("does not judge when AWS says nothing", () => {
    expect(() => redshiftEncrypted.evaluate(inputOf({ encrypted: undefined }))).toThrow(/does not say/);
  });

  it("comes after the change that makes the cluster private, since AWS takes no other change for hours", () => {
    const input = inputOf({ publiclyAccessible: true });
    const resource = { account: "000000000000", region: "us-east-1", type: "redshift", id: "sales" };
    const failing = [redshiftEncrypted, redshiftNotPublic].flatMap((auditor) =>
      judge(auditor, input).map((judgement) => ({ auditor, input, finding: toFinding(auditor, "aws", resource, judgement) })),
    );
    expect(planResource(failing).changes.map(({ change }) => change)).toEqual(["redshift/publicly-accessible", "redshift/encrypted"]);
  });
});
