import { findAll } from "@plumbline/audit-kit/look-once";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { redshift } from "@plumbline/collectors/redshift";
import { describe, expect, it } from "vitest";
import { redshiftPubliclyAccessible } from "./publicly-accessible.ts";
import { writeRedshiftPubliclyAccessible } from "./publicly-accessible.write.ts";

const cluster = (given: object) =>
  redshift.base.parse({
    ...{ id: "sales", status: "available", encrypted: true, publiclyAccessible: true, elasticIp: null },
    ...{ snapshotCopyRegion: null, pending: [], parameterGroups: [], tags: {} },
    ...given,
  });
const open = { publiclyAccessible: true, elasticIp: null } as const;
const fixed = { publiclyAccessible: true, elasticIp: "192.0.2.7" } as const;
const closed = { publiclyAccessible: false } as const;

describe("redshift/publicly-accessible", () => {
  testChange(it, redshiftPubliclyAccessible, {
    "an address that AWS chose": { value: cluster(open), states: [closed, fixed] },
    "an Elastic IP": { value: cluster(fixed), states: [closed, open] },
    "a private cluster": { value: cluster(closed), states: [fixed, closed] },
  });

  const settling: Record<string, [given: object, expected: boolean]> = {
    done: [{}, false],
    modifying: [{ status: "modifying" }, true],
    "available, but not made yet": [{ pending: ["PubliclyAccessible"] }, true],
    "another pending modification": [{ pending: ["ClusterVersion"] }, false],
    paused: [{ status: "paused" }, false],
  };
  it.each(Object.entries(settling))("is in transition: %s", (_, [given, expected]) => {
    expect(redshiftPubliclyAccessible.settling?.(cluster(given))).toBe(expected);
  });

  const writes = {
    "makes a cluster private": { from: open, to: closed, sent: { PubliclyAccessible: false } },
    "makes it public again": { from: closed, to: open, sent: { PubliclyAccessible: true } },
    "makes it private and gives its Elastic IP up": { from: fixed, to: closed, sent: { PubliclyAccessible: false } },
    "takes the Elastic IP again": { from: closed, to: fixed, sent: { PubliclyAccessible: true, ElasticIp: "192.0.2.7" } },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
    const aws = fakeAws({ answers: { ModifyCluster: {} } });
    await writeRedshiftPubliclyAccessible.write(aws, cluster(from), { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyCluster", { ClusterIdentifier: "sales", ...sent }],
    ]);
  });
});

describe("redshift/publicly-accessible on a stand-in", () => {
  it("gives the Elastic IP back, which the emulator does not keep", async () => {
    const real: { PubliclyAccessible: boolean; ElasticIpStatus?: object } = {
      PubliclyAccessible: true,
      ElasticIpStatus: { ElasticIp: "192.0.2.7", Status: "active" },
    };
    const aws = fakeAws({
      answers: {
        DescribeClusters: () => ({ Clusters: [{ ClusterIdentifier: "sales", ClusterStatus: "available", ...real }] }),
        ModifyCluster: ({ PubliclyAccessible, ElasticIp }: { PubliclyAccessible: boolean; ElasticIp?: string }) => {
          real.PubliclyAccessible = PubliclyAccessible;
          delete real.ElasticIpStatus;
          if (ElasticIp) real.ElasticIpStatus = { ElasticIp, Status: "active" };
          return {};
        },
      },
    });
    const read = async () => (await findAll(redshift, aws, "sales")).map((one) => redshift.base.parse(one));
    const [before] = await read();
    const from = redshiftPubliclyAccessible.view(before!);
    await writeRedshiftPubliclyAccessible.write(aws, before!, { from, to: closed });
    expect(await read()).toEqual([{ ...before, publiclyAccessible: false, elasticIp: null }]);
    await writeRedshiftPubliclyAccessible.write(aws, before!, { from: closed, to: from });
    expect(await read()).toEqual([before]);
  });
});
