import { testChange } from "@plumbline/audit-kit/testing-collector";
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
