import { expect, it, test } from "vitest";
import { labelOf, type SaidSeverity, severityOf } from "./severity.ts";

const cvss = (...scores: readonly [string, number][]) => ({ cvss: scores.map(([version, score]) => ({ version, score })) });
const rows: Record<string, readonly [SaidSeverity, ReturnType<typeof severityOf>]> = {
  "the worst of several advisories": [
    { label: "medium", advisories: [cvss(["3.1", 5.3]), cvss(["3.0", 9.8], ["2.0", 7.5])], normalized: 40 },
    { label: "medium", score: 9.8, by: "cvss" },
  ],
  "the worst of several scores of one": [
    { label: "low", advisories: [cvss(["3.1", 6.5], ["3.1", 7.1])] },
    { label: "low", score: 7.1, by: "cvss" },
  ],
  "version 4": [
    { label: "low", advisories: [cvss(["4.0", 8.7], ["3.1", 5])] },
    { label: "low", score: 8.7, by: "cvss" },
  ],
  "version 2 alone is not taken": [
    { label: "medium", advisories: [cvss(["2.0", 9.3])], normalized: 40 },
    { label: "medium", score: 4, by: "normalized" },
  ],
  "a score of CVSS goes before Inspector's": [
    { label: "high", advisories: [cvss(["3.1", 8.1])], inspectorScore: 7.2 },
    { label: "high", score: 8.1, by: "cvss" },
  ],
  "Inspector's score": [
    { label: "high", advisories: [], inspectorScore: 7.25 },
    { label: "high", score: 7.3, by: "inspector" },
  ],
  "a normalized severity keeps its half": [
    { label: "medium", advisories: [], normalized: 45 },
    { label: "medium", score: 4.5, by: "normalized" },
  ],
  "the original's 25": [
    { label: "low", advisories: [], normalized: 25 },
    { label: "low", score: 2.5, by: "normalized" },
  ],
  "the original's 95": [
    { label: "critical", advisories: [], normalized: 95 },
    { label: "critical", score: 9.5, by: "normalized" },
  ],
  "a normalized 0 is said": [
    { label: "informational", advisories: [], normalized: 0 },
    { label: "informational", score: 0, by: "normalized" },
  ],
  "a label alone: critical": [
    { label: "critical", advisories: [] },
    { label: "critical", score: 9, by: "label" },
  ],
  "a label alone: high": [
    { label: "high", advisories: [] },
    { label: "high", score: 7, by: "label" },
  ],
  "a label alone: medium": [
    { label: "medium", advisories: [] },
    { label: "medium", score: 4, by: "label" },
  ],
  "a label alone: low": [
    { label: "low", advisories: [] },
    { label: "low", score: 0.1, by: "label" },
  ],
  "a label alone: informational": [
    { label: "informational", advisories: [] },
    { label: "informational", score: 0, by: "label" },
  ],
  "a label alone: untriaged": [
    { label: "untriaged", advisories: [] },
    { label: "untriaged", score: 0, by: "label" },
  ],
};
it.each(Object.entries(rows))("%s", (_name, [said, expected]) => {
  expect(severityOf(said)).toEqual(expected);
});

test("labels begin where AWS lets them begin", () => {
  expect([0, 1, 39, 40, 69, 70, 89, 90, 100].map(labelOf)).toEqual([
    ...["informational", "low", "low", "medium", "medium", "high", "high", "critical", "critical"],
  ]);
});
