import { InspectorFilter } from "@plumbline/vulnerabilities/inspector-filter";
import { describe, expect, it } from "vitest";
import { arnOf, findingOf, now } from "./findings.fixture.ts";
import { toEntries } from "./to-entries.ts";

const rule = (name: string, criteria: object, fields: object = {}) =>
  InspectorFilter.parse({
    arn: `arn:aws:inspector2:eu-west-1:111111111111:owner/o/filter/${name}`,
    name,
    action: "SUPPRESS",
    criteria,
    ...fields,
  });
const high = { severity: [{ comparison: "EQUALS", value: "HIGH" }] };
const low = { severity: [{ comparison: "EQUALS", value: "LOW" }] };
const newer = { quantumState: [{ comparison: "EQUALS", value: "x" }] };

describe("why a finding is suppressed", () => {
  const untold = [{ kind: "filter-untold", subject: arnOf("package-instance") }];
  const rows: Record<string, readonly [filters: InspectorFilter[] | undefined, line: string, notes: object[]]> = {
    "nobody looked": [undefined, "Suppressed in Inspector", []],
    "one rule fits": [
      [rule("accepted", high, { reason: "accepted until March" }), rule("other", low)],
      "Suppressed in Inspector by accepted: accepted until March",
      [],
    ],
    "a rule with a description alone": [
      [rule("accepted", high, { description: "of the shop" })],
      "Suppressed in Inspector by accepted: of the shop",
      [],
    ],
    "several rules fit, whatever their order": [[rule("b", high), rule("a", high)], "Suppressed in Inspector by a; by b", []],
    "a filter that suppresses nothing": [
      [rule("view", high, { action: "NONE" })],
      "Suppressed in Inspector by no rule of this account and region that is there now",
      untold,
    ],
    "no rule is there": [[], "Suppressed in Inspector by no rule of this account and region that is there now", untold],
    "a rule that can't be compared": [
      [rule("q", newer), rule("other", low)],
      "Suppressed in Inspector perhaps by q (quantumState can't be told)",
      untold,
    ],
    "a rule that fits beside one that can't be compared": [[rule("q", newer), rule("a", high)], "Suppressed in Inspector by a", []],
  };
  it.each(Object.entries(rows))("%s", (_name, [filters, line, notes]) => {
    const told = toEntries(findingOf("package", "instance", { status: "SUPPRESSED" }), { now, filters });
    expect(told.entries[0]!.vuln.details!.split("\n")[0]).toBe(line);
    expect(told.notes).toEqual(notes);
  });
  it("is asked of no other finding", () => {
    const told = toEntries(findingOf("package", "instance"), { now, filters: [rule("a", high)] });
    expect(told.entries[0]!.vuln.details).not.toContain("Suppressed");
    expect(told.notes).toEqual([]);
  });
});
