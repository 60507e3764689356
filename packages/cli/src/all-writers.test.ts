import { decidedChecks } from "@plumbline/access-plans/decided-checks";
import { checks } from "@plumbline/auditors/registry.generated";
import { writers } from "@plumbline/changes/registry.generated";
import { expect, it } from "vitest";

it("each writer makes a change that a check plans, of findings or of decisions", async () => {
  const all = await Promise.all([...Object.values(checks), ...Object.values(decidedChecks)].map((load) => load()));
  const planned = new Set<string>(all.flatMap(({ remediation }) => remediation?.changes.map(({ name }) => name) ?? []));
  expect([...planned].sort()).toEqual(Object.keys(writers).sort());
});

it("no check of decisions has the id of a check of findings", () => {
  expect(Object.keys(decidedChecks).filter((id) => id in checks)).toEqual([]);
});
