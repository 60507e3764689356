import type { PlannedChange } from "@plumbline/finding-model/change";
import { describe, expect, it } from "vitest";
import { type BrakeLimits, brakesOn, defaultLimits, nothingSpent, type Population } from "./brakes.ts";

const change = (account: string, type: string, id: string): PlannedChange => ({
  ...{ id: `c-${id}`, fingerprint: id, check: `${type}/x`, severity: "high", partition: "aws", change: `${type}/set`, aspect: "a" },
  resource: { account, region: "eu-west-1", type, id },
  ...{ before: 1, after: 2, outcome: "cured", undo: { kind: "restore", notRestored: [] }, iam: [], calls: [] },
});
const [one, two] = ["111111111111", "222222222222"];
const of = (account: string, type: string, count: number) =>
  Array.from({ length: count }, (_, i) => change(account, type, `${account}-${type}-${i}`));

const rows: Record<
  string,
  { changes: PlannedChange[]; limits?: Partial<BrakeLimits>; population?: Population[]; tooMuch?: RegExp; refused: Record<string, RegExp> }
> = {
  "few changes": { changes: of(one, "sqs", 3), refused: {} },
  "as many as are allowed": { changes: of(one, "sqs", 4), limits: { maxChanges: 4 }, refused: {} },
  "one more than a run may make": {
    changes: of(one, "sqs", 5),
    limits: { maxChanges: 4 },
    tooMuch: /^5 changes are more than the 4 of --max-changes$/,
    refused: { [one]: /--max-changes$/ },
  },
  "none allowed": { changes: of(one, "sqs", 1), limits: { maxChanges: 0 }, tooMuch: /^1 changes/, refused: { [one]: /--max-changes$/ } },
  "too many for one account, and few in another": {
    changes: [...of(one, "sqs", 5), ...of(two, "sqs", 2)],
    limits: { maxChangesPerAccount: 4 },
    refused: { [one]: /^5 changes in account 111111111111 are more than the 4 of --max-changes-per-account$/ },
  },
  "too large a share of a type": {
    changes: [...of(one, "sqs", 6), ...of(two, "sqs", 6)],
    population: [
      { account: one, type: "sqs", resources: 10 },
      { account: two, type: "sqs", resources: 12 },
    ],
    refused: { [one]: /^6 of 10 resources of type sqs in account 111111111111 are more than the 50 % of --max-percent$/ },
  },
  "all of very few": { changes: of(one, "sqs", 3), population: [{ account: one, type: "sqs", resources: 3 }], refused: {} },
  "a population that nobody knows": { changes: of(one, "sqs", 20), refused: {} },
};

describe("brakesOn", () => {
  it.each(Object.entries(rows))("%s", (_, { changes, limits = {}, population = [], tooMuch, refused }) => {
    const brakes = brakesOn(changes, { ...defaultLimits, ...limits }, { population });
    if (tooMuch) expect(brakes.tooMuch).toMatch(tooMuch);
    else expect(brakes.tooMuch).toBeUndefined();
    for (const one of changes) {
      const reason = refused[one.resource.account];
      if (reason) expect(brakes.before(one)).toMatch(reason);
      else expect(brakes.before(one)).toBeUndefined();
    }
  });

  it("counts over many plans of one run", () => {
    const spent = nothingSpent();
    const limits = { ...defaultLimits, maxChanges: 3 };
    const [first, second, third, fourth] = of(one, "sqs", 4);
    if (!first || !second || !third || !fourth) throw new Error("no changes");
    const begin = brakesOn([first, second], limits, { spent });
    for (const change of [first, second]) begin.after({ change, status: "verified" });
    expect(brakesOn([third], limits, { spent }).before(third)).toBeUndefined();
    expect(brakesOn([third, fourth], limits, { spent }).before(third)).toMatch(/^4 changes are more than the 3/);
  });

  it("counts what was refused or had drifted as nothing", () => {
    const spent = nothingSpent();
    const brakes = brakesOn(of(one, "sqs", 2), defaultLimits, { spent });
    for (const change of of(one, "sqs", 2)) brakes.after({ change, status: "drifted" });
    expect([spent.changes, spent.failures, spent.canaries.size]).toEqual([0, 0, 0]);
  });

  it("a canary that is verified lets the others go, one that is in progress does not", () => {
    const [first, second] = of(one, "sqs", 2);
    if (!first || !second) throw new Error("no changes");
    const slow = brakesOn([first, second], defaultLimits);
    slow.after({ change: first, status: "in-progress" });
    expect(slow.before(second)).toMatch(/is in-progress; the others wait until one is verified$/);
    const good = brakesOn([first, second], defaultLimits);
    good.after({ change: first, status: "verified" });
    good.after({ change: first, status: "failed" });
    expect(good.before(second)).toBeUndefined();
  });
});
