import { describe, expect, it } from "vitest";
import { type Auditor, type BlastRadiusRule, cure } from "./define.ts";
import { type Row, testAuditor } from "./testing.ts";
import { boxClosed, boxLid } from "./world.fixture.ts";

const radius = { affected: [{ kind: "volume", id: "v" }] } as const;
// biome-ignore lint/suspicious/noExplicitAny: any input
type Rule = BlastRadiusRule<any>;
const told = (answer: object, tells: readonly string[] = ["volume"]) => ({ tells, of: () => answer }) as unknown as Rule;

/** Runs the table of a check with one failing row, and answers what went wrong in which test. */
function faultsOf(blastRadius: Rule, row: Partial<Row> = {}): string[] {
  const faults: string[] = [];
  const remediation = { summary: "Closes it.", changes: [boxLid], plan: () => cure(boxLid.to(false)), blastRadius };
  const auditor: Auditor = { ...boxClosed, remediation };
  const run = (name: string, body: () => void) => {
    try {
      body();
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  testAuditor(run, auditor, { pass: {}, fail: { open: { facts: { id: "a", lid: { open: true } } as never, ...row } } });
  return faults;
}

describe("a table of rows, on what a remedy touches", () => {
  const good: Record<string, [rule: Rule, row?: Partial<Row>]> = {
    "a rule that tells nothing": [{ untold: "who reaches in" }, { blastRadius: { affected: [] } }],
    "a rule that tells what it says": [told(radius)],
    "a row that expects so": [told(radius), { blastRadius: { affected: [{ kind: "volume", id: "v" }] } }],
    "what is untold is no row's concern": [
      { ...told(radius), untold: "more" } as Rule,
      { blastRadius: { affected: [{ kind: "volume", id: "v" }] } },
    ],
  };
  it.each(Object.entries(good))("takes %s", (_, [rule, row]) => {
    expect(faultsOf(rule, row)).toEqual([]);
  });

  const bad: Record<string, [rule: Rule, row: Partial<Row>, says: RegExp]> = {
    "a kind that the rule does not say": [told(radius, []), {}, /volume/],
    "a use that the rule does not say": [told({ ...radius, lastUsed: null }), {}, /last-used/],
    "a count of a kind that the rule does not say": [told({ affected: [], unnamed: { kind: "task", count: 1 } }), {}, /task/],
    "one thing named twice": [told({ affected: [...radius.affected, ...radius.affected] }), {}, /named twice/],
    "a kind that nobody knows": [told({ affected: [{ kind: "moon", id: "x" }] }), {}, /Invalid option/],
    "an instant that is none": [told({ affected: [], lastUsed: "yesterday" }, ["last-used"]), {}, /ISO datetime/],
    "a row that expects something else to be untold": [
      { untold: "who reaches in" },
      { blastRadius: { affected: [], untold: "who reaches out" } },
      /deep/,
    ],
    "a row that expects something else": [told(radius), { blastRadius: { affected: [] } }, /deep/],
  };
  it.each(Object.entries(bad))("refuses %s", (_, [rule, row, says]) => {
    expect(faultsOf(rule, row)).toEqual([expect.stringMatching(says)]);
  });
});
