/** How a weakness is named, and what mends it. */
import { expect, test } from "vitest";
import { bodies, findingOf, now } from "./findings.fixture.ts";
import { toEntries } from "./to-entries.ts";

const told = (finding: ReturnType<typeof findingOf>) => toEntries(finding, { now });

test("a newer type with details that are known is named by them, and not said to be named by its title", () => {
  const { entries, notes } = told(findingOf("package", "instance", { type: "QUANTUM_VULNERABILITY" }));
  expect(entries[0]!.def.name).toMatch(/^CVE-/);
  expect(notes).toEqual([{ kind: "unknown-finding-type-named", subject: "QUANTUM_VULNERABILITY" }]);
});

test("a fix that Inspector tells twice, with a full stop and without, stands once", () => {
  const { packageVulnerabilityDetails: advised } = bodies.package;
  const vulnerablePackages = [
    { name: "tar", version: "6.1.0", fixedInVersion: "6.1.9", remediation: "Update tar to 6.1.9" },
    { name: "pax", version: "1", fixedInVersion: "2", remediation: "dnf update pax" },
  ];
  const { entries } = told(findingOf("package", "instance", { packageVulnerabilityDetails: { ...advised, vulnerablePackages } }));
  expect(entries[0]!.def.fixes).toEqual(["Update pax to 2.", "Update tar to 6.1.9.", "dnf update pax"]);
});
