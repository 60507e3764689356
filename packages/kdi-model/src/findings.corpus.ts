import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KdiEntry } from "@plumbline/kdi-writer/kdi";
import { corpus } from "@plumbline/testkit/corpus";
import { countFinding, noCounts } from "@plumbline/vulnerabilities/inspector-counts";
import { InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import { expect, test } from "vitest";
import { countNotes, type NoteCounts, sayNotes } from "./note.ts";
import { toEntries } from "./to-entries.ts";

const now = new Date("2026-06-01T00:00:00Z");
const tally = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).sort());

test("every real finding of Inspector is put into KDI, and is valid there", () => {
  let counts = noCounts;
  let notes: NoteCounts = new Map();
  const told: string[] = [];
  const lacking: string[] = [];
  for (const file of globSync("inspector2/**/*.json", { cwd: corpus }).sort())
    for (const raw of JSON.parse(readFileSync(join(corpus, file), "utf8")).findings) {
      const finding = InspectorFinding.parse(raw);
      counts = countFinding(counts, finding);
      const { entries, notes: said } = toEntries(finding, { now });
      notes = countNotes(notes, said);
      expect(entries.length, finding.findingArn).toBe(finding.resources.length);
      for (const { asset, vuln, def } of entries) {
        const [resource] = finding.resources;
        KdiEntry.parse({ asset, vuln, def });
        told.push(
          `${finding.type} on ${resource!.type}, ${finding.status}: ${asset.ec2 ? "ec2" : asset.image_id ? "image_id" : "external_id"}, ${vuln.status}`,
        );
        if (!def.cve_identifiers && !def.cwe_identifiers) lacking.push(def.name.split("-")[0]!);
      }
    }
  console.log(`${counts.findings} findings of Inspector: ${JSON.stringify(counts)}`);
  console.log(`as ${told.length} entries: ${JSON.stringify(tally(told))}`);
  console.log(`without CVE or CWE: ${JSON.stringify(tally(lacking))}; notes: ${sayNotes(notes).join("; ") || "none"}`);
  expect(counts.findings).toBeGreaterThan(600);
});
