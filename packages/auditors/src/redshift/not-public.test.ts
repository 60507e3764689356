import { testAuditor } from "@plumbline/audit-kit/testing";
import { describe, expect, it } from "vitest";
import { redshiftNotPublic } from "./not-public.ts";

const plain = {
  ...{ id: "sales", status: "available", encrypted: true, publiclyAccessible: true, elasticIp: null },
  ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [], tags: {} },
};

describe("redshift/not-public", () => {
  testAuditor(it, redshiftNotPublic, {
    pass: {
      "a private cluster": { facts: { ...plain, publiclyAccessible: false } },
    },
    fail: {
      "a public cluster": { facts: plain, remedy: "cured", blastRadius: { affected: [] } },
      "a public cluster with an Elastic IP": {
        facts: { ...plain, elasticIp: "192.0.2.7" },
        remedy: "cured",
        blastRadius: { affected: [{ kind: "address", id: "192.0.2.7" }] },
      },
      "a public cluster whose snapshots are copied": { facts: { ...plain, snapshotCopyRegion: "us-east-1" }, remedy: "cured" },
      "one that is paused": { facts: { ...plain, status: "paused" }, remedy: { none: "it is paused" } },
      "one that is being modified": { facts: { ...plain, status: "modifying" }, remedy: { none: "it is modifying" } },
    },
    notApplicable: {
      "one that is being deleted": { facts: { ...plain, status: "deleting" } },
    },
  });

  const inputOf = (given: object) => ({
    facts: redshiftNotPublic.subject.base.parse({ ...plain, ...given }),
    ...{ context: {}, settings: {}, partition: "aws", region: "us-east-1", now: new Date(0) },
    account: { id: "000000000000", kind: "prod" as const },
    knownAccounts: new Set<string>(),
  });

  it("does not judge when AWS says nothing", () => {
    expect(() => redshiftNotPublic.evaluate(inputOf({ publiclyAccessible: undefined }))).toThrow(/does not say/);
  });

  const notes: Record<string, [elasticIp: string | null, note: string]> = {
    "an address that AWS chose": [null, "an undo brings another public address"],
    "an Elastic IP": ["192.0.2.7", "an undo takes 192.0.2.7 again"],
  };
  it.each(Object.entries(notes))("tells what becomes of %s", (_, [elasticIp, note]) => {
    const plan = redshiftNotPublic.remediation?.plan(inputOf({ elasticIp }), undefined);
    expect(plan).toMatchObject({ steps: [{ note: expect.stringContaining(note) }] });
  });
});
