import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";
import { rdsSnapshotSharedWith } from "./shared-with.ts";
import { writeRdsSnapshotSharedWith } from "./shared-with.write.ts";

const snapshot = { id: "nightly", tags: {} };

describe("rds_snapshot/shared-with", () => {
  testChange(it, rdsSnapshotSharedWith, {
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
    const aws = fakeAws({ answers: { ModifyDBSnapshotAttribute: {} } });
    await writeRdsSnapshotSharedWith.write(aws, snapshot, { from, to });
    expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ["ModifyDBSnapshotAttribute", { DBSnapshotIdentifier: "nightly", AttributeName: "restore", ...values }],
    ]);
  });
});
