import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rdsClusterSnapshotSharedWith } from "./shared-with.ts";
import { writeRdsClusterSnapshotSharedWith } from "./shared-with.write.ts";

const snapshot = { id: "nightly", tags: {} };

describe("rds_cluster_snapshot/shared-with", () => {
  testChange(it, rdsClusterSnapshotSharedWith, {
    shares: { value: ["222222222222", "all"], states: [[], ["222222222222"]] },
    "no shares": { value: [], states: [["all"], ["222222222222"]] },
  });

  const writes: Record<string, { from: string[]; to: string[]; values: object }> = {
    "removes one share of two": { from: ["222222222222", "all"], to: ["222222222222"], values: { ValuesToRemove: ["all"] } },
    "gives it back": { from: ["222222222222"], to: ["222222222222", "all"], values: { ValuesToAdd: ["all"] } },
    "removes all shares": { from: ["222222222222", "all"], to: [], values: { ValuesToRemove: ["222222222222", "all"] } },
    "replaces a share": {
      from: ["222222222222"],
      to: ["333333333333"],
      values: { ValuesToAdd: ["333333333333"], ValuesToRemove: ["222222222222"] },
    },
  };
  it.each(Object.entries(writes))("%s", async (_, { from, to, values }) => {
    const aws = fakeAws({ answers: { ModifyDBClusterSnapshotAttribute: {} } });
    await writeRdsClusterSnapshotSharedWith.write(aws, snapshot, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyDBClusterSnapshotAttribute", { DBClusterSnapshotIdentifier: "nightly", AttributeName: "restore", ...values }],
    ]);
  });
});
