import { createReadStream, globSync } from "node:fs";
import { join } from "node:path";
import { KdiEntry } from "@plumbline/kdi-writer/kdi";
import { corpus } from "@plumbline/testkit/corpus";
import { countFinding, noCounts } from "@plumbline/vulnerabilities/inspector-counts";
import { expect, test } from "vitest";
import { countNotes, type NoteCounts, sayNotes } from "./note.ts";
import { type ReadFinding, readFindings } from "./read-findings.ts";
import { toEntries } from "./to-entries.ts";

const now = new Date("2026-06-01T00:00:00Z");
const tally = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).sort());
async function* saved(folder: string): AsyncGenerator<ReadFinding> {
  for (const file of globSync(`${folder}/**/*.json`, { cwd: corpus }).sort())
    yield* readFindings(createReadStream(join(corpus, file)), file);
}

/** Reads all findings below a folder and puts them into KDI; each entry must be valid. */
async function putAll(folder: string) {
  let counts = noCounts;
  let notes: NoteCounts = new Map();
  const [told, others, lost, withoutIds]: string[][] = [[], [], [], []];
  for await (const read of saved(folder)) {
    if (read.kind !== "finding") {
      others!.push(`${read.kind}: ${read.reason.replace(/finding \S+ /, "finding ").slice(0, 60)}`);
      continue;
    }
    const { finding } = read;
    counts = countFinding(counts, finding);
    lost!.push(...read.lost);
    const { entries, notes: said } = toEntries(finding, { now });
    notes = countNotes(notes, said);
    expect(entries.length, finding.findingArn).toBe(finding.resources.length);
    for (const entry of entries) {
      const { asset, vuln, def } = KdiEntry.parse(entry);
      const locator = asset.ec2 ? "ec2" : asset.image_id ? "image_id" : "external_id";
      told!.push(`${finding.type} on ${finding.resources.map(({ type }) => type)}, ${finding.status}: ${locator}, ${vuln.status}`);
      if (!def.cve_identifiers && !def.cwe_identifiers) withoutIds!.push(def.name.split("-")[0]!);
    }
  }
  console.log(
    `${folder}: ${counts.findings} findings of Inspector: ${JSON.stringify(counts, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value))}`,
  );
  console.log(`as ${told!.length} entries: ${JSON.stringify(tally(told!))}; without CVE or CWE: ${JSON.stringify(tally(withoutIds!))}`);
  console.log(
    `notes: ${sayNotes(notes).join("; ") || "none"}; lost: ${JSON.stringify(tally(lost!))}; others: ${JSON.stringify(tally(others!))}`,
  );
  return { findings: counts.findings, others: tally(others!.map((one) => one.split(":")[0]!)) };
}

test("every real finding of Inspector is put into KDI, and is valid there", async () => {
  // Every second page of one account's listing is there; each says that more follow.
  expect(await putAll("inspector2")).toEqual({ findings: 631, others: { "more-pages": 6 } });
});

test("Inspector's findings are found among all of Security Hub, and put into KDI", async () => {
  const { findings, others } = await putAll("securityhub");
  expect([findings, Object.keys(others)]).toEqual([8, ["passed-over"]]);
});
