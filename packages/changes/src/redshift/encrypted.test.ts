import { type ApplyOptions, applyChanges } from "@plumbline/audit-kit/apply";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { undoChanges } from "@plumbline/audit-kit/undo";
import { fakeAws } from "@plumbline/aws-session/testing";
import { redshift } from "@plumbline/collectors/redshift";
import { describe, expect, it } from "vitest";
import { redshiftEncrypted } from "./encrypted.ts";
import { writeRedshiftEncrypted } from "./encrypted.write.ts";

const cluster = (given: object) =>
  redshift.base.parse({
    ...{ id: "sales", status: "available", encrypted: false, publiclyAccessible: false, elasticIp: null },
    ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [], tags: {} },
    ...given,
  });

describe("redshift/encrypted", () => {
  testChange(it, redshiftEncrypted, {
    "an unencrypted cluster": { value: cluster({}), states: [true, false] },
    "an encrypted cluster": { value: cluster({ encrypted: true }), states: [false, true] },
  });

  const settling: Record<string, [given: object, expected: boolean]> = {
    done: [{}, false],
    "copying its data": [{ status: "resizing" }, true],
    "available, but not begun": [{ pending: ["EncryptionType"] }, true],
    "switching over": [{ status: "available, resize-cleanup" }, true],
  };
  it.each(Object.entries(settling))("is in transition: %s", (_, [given, expected]) => {
    expect(redshiftEncrypted.settling?.(cluster(given))).toBe(expected);
  });

  const writes = { encrypts: { from: false, to: true }, decrypts: { from: true, to: false } };
  it.each(Object.entries(writes))("%s a cluster", async (_, { from, to }) => {
    const aws = fakeAws({ answers: { ModifyCluster: {} } });
    await writeRedshiftEncrypted.write(aws, cluster({ encrypted: from }), { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyCluster", { ClusterIdentifier: "sales", Encrypted: to }],
    ]);
  });
});

/** Redshift as it is and the emulator is not: it copies the data for so many reads, and shows the encryption only then. */
const standIn = (reads: number) => {
  const real = { encrypted: false, target: false, left: 0 };
  const aws = fakeAws({
    answers: {
      DescribeClusters: () => {
        const isCopying = real.encrypted !== real.target && real.left-- > 0;
        if (!isCopying) real.encrypted = real.target;
        return {
          Clusters: [{ ClusterIdentifier: "sales", ClusterStatus: isCopying ? "resizing" : "available", Encrypted: real.encrypted }],
        };
      },
      ModifyCluster: ({ Encrypted }: { Encrypted: boolean }) => Object.assign(real, { target: Encrypted, left: reads }) && {},
    },
  });
  const change = {
    ...{ id: "c1", fingerprint: "f1", check: "redshift/encrypted", severity: "medium" as const, partition: "aws" },
    resource: { account: "111111111111", region: "eu-west-1", type: "redshift", id: "sales" },
    ...{ change: "redshift/encrypted", aspect: "base", before: false, after: true, outcome: "cured" as const },
    ...{ undo: { kind: "restore" as const, notRestored: [] }, iam: [], calls: [] },
  };
  const run = async (action: "apply" | "undo") => {
    const options: ApplyOptions = {
      ...{ run: "r1", who: "tester", connect: async () => aws, writerOf: async () => writeRedshiftEncrypted },
      reaudit: async () => ({ status: real.encrypted ? "pass" : "fail", contained: false, reason: "" }),
      ...{ journal: async () => undefined, allowIrreversible: false, now: () => new Date(0), sleep: async () => undefined },
    };
    const applied = action === "apply" ? applyChanges([change], options) : undoChanges([change], options);
    for await (const { status } of applied) return status;
    return undefined;
  };
  return { real, run };
};

describe("redshift/encrypted on a stand-in", () => {
  it("waits until the data is copied, and again when it is undone", async () => {
    const { real, run } = standIn(3);
    expect([await run("apply"), real.encrypted]).toEqual(["verified", true]);
    expect([await run("undo"), real.encrypted]).toEqual(["undone", false]);
  });

  it("says in-progress while the data is copied", async () => {
    const { real, run } = standIn(1000);
    expect([await run("apply"), real.encrypted]).toEqual(["in-progress", false]);
  });
});
