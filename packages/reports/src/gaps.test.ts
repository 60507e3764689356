import type { Cell } from "@plumbline/finding-model/coverage";
import { expect, test } from "vitest";
import { gapGroups } from "./gaps.ts";

const cell: Cell = {
  account: "111111111111",
  region: "eu-west-1",
  type: "s3-bucket",
  aspect: "acl",
  outcome: "denied",
  asked: 10,
  ok: 7,
  fetches: 10,
  failures: { denied: 3 },
  message: "s3:GetBucketAcl is denied",
  required: true,
};

test("a hundred equal gaps are one group", () => {
  const cells = Array.from({ length: 100 }, (_, index) => ({ ...cell, region: `region-${String(index % 4)}` }));
  expect(gapGroups(cells)).toEqual([
    {
      outcome: "denied",
      type: "s3-bucket",
      aspect: "acl",
      count: 100,
      accounts: ["111111111111"],
      regions: ["region-0", "region-1", "region-2", "region-3"],
      asked: 1000,
      ok: 700,
      message: "s3:GetBucketAcl is denied",
    },
  ]);
});

const cases: Record<string, [Partial<Cell>, number]> = {
  "a cell that was read is no gap": [{ outcome: "ok" }, 0],
  "a cell with nothing to ask is no gap": [{ outcome: "skipped" }, 0],
  "a resource that was deleted meanwhile is no gap": [{ outcome: "gone" }, 0],
  "a disabled region that nobody named is no gap": [{ outcome: "region-disabled", required: false }, 0],
  "a disabled region that was named is a gap": [{ outcome: "region-disabled" }, 1],
  "a throttled cell is a gap": [{ outcome: "throttled" }, 1],
};
test.each(Object.entries(cases))("%s", (_, [change, gaps]) => expect(gapGroups([{ ...cell, ...change }])).toHaveLength(gaps));

test("groups come by cause, type and aspect, whatever the order of the cells", () => {
  const cells: Cell[] = [{ ...cell, outcome: "failed" }, { ...cell, type: "sqs-queue", aspect: "list" }, { ...cell, aspect: "tags" }, cell];
  const order = ["denied s3-bucket acl", "denied s3-bucket tags", "denied sqs-queue list", "failed s3-bucket acl"];
  const read = (ledger: Cell[]) => gapGroups(ledger).map(({ outcome, type, aspect }) => `${outcome} ${type} ${aspect}`);
  expect(read(cells)).toEqual(order);
  expect(read(cells.toReversed())).toEqual(order);
});
