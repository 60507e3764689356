import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Vulnerability } from "@plumbline/finding-model/vulnerability";
import { corpus } from "@plumbline/testkit/corpus";
import { expect, test } from "vitest";
import { HubFinding, isVulnerability } from "./hub-finding.ts";
import { hubVulnerability } from "./hub-vulnerability.ts";
import { countFinding, noCounts, unknownsOf } from "./inspector-counts.ts";
import { InspectorFinding } from "./inspector-finding.ts";
import { inspectorVulnerability } from "./inspector-vulnerability.ts";

const home = { partition: "aws", region: "us-east-1" };
const files = (folder: string) => globSync("**/*.json", { cwd: join(corpus, folder) }).sort();
const read = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(corpus, folder, file), "utf8"));

/** Every object within a file that has all these keys. */
function* within(value: unknown, keys: readonly string[]): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  if (keys.every((key) => key in value)) yield value;
  else for (const one of Object.values(value)) yield* within(one, keys);
}
const tally = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).sort());

test("every real finding of Inspector is read, whole and with nothing unknown", () => {
  let counts = noCounts;
  const scores: string[] = [];
  for (const file of files("inspector2"))
    for (const raw of within(read("inspector2", file), ["findingArn", "resources"])) {
      const finding = InspectorFinding.parse(raw);
      counts = countFinding(counts, finding);
      const told = inspectorVulnerability(finding, home);
      expect(Vulnerability.safeParse(told).error, told.id).toBeUndefined();
      scores.push(told.severity.by);
    }
  console.log(
    `${counts.findings} findings of Inspector: ${JSON.stringify(counts, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value))}; scored by ${JSON.stringify(tally(scores))}`,
  );
  expect([counts.findings > 600, unknownsOf(counts)]).toEqual([true, []]);
});

/** Files whose findings were cut or made up by those who published them: what is missing. */
const cut: Readonly<Record<string, string>> = {
  "automated-security-response-on-aws/Orchestrator_test_test_check_ssm_doc_state.json": "no times",
  "cloud-custodian/test_security_hub_instance_securityhub.GetFindings_1.json": "no description",
  "panther-analysis/rules_aws_securityfinding_rules_decoy_iam_assumed.json": "times without a zone",
  "panther-analysis/rules_aws_securityfinding_rules_decoy_s3_accessed.json": "times without a zone",
  "panther-analysis/rules_aws_securityfinding_rules_decoy_secret_accessed.json": "times without a zone",
};

test("every real finding of Security Hub is read, and vulnerabilities are told from all else", () => {
  const taken: string[] = [];
  const states: string[] = [];
  const unreadable = new Set<string>();
  for (const file of files("securityhub"))
    for (const raw of within(read("securityhub", file), ["Id", "ProductArn", "Resources"])) {
      const parsed = HubFinding.safeParse(raw);
      if (!parsed.success) {
        unreadable.add(file);
        continue;
      }
      const told = hubVulnerability(parsed.data, home);
      expect(Vulnerability.safeParse(told).error, told.id).toBeUndefined();
      states.push(told.state);
      taken.push(`${isVulnerability(parsed.data) ? "vulnerability" : "other"}, scored by ${told.severity.by}`);
    }
  console.log(`${taken.length} findings of Security Hub: ${JSON.stringify(tally(taken))}; states ${JSON.stringify(tally(states))}`);
  expect([...unreadable].sort()).toEqual(Object.keys(cut));
  expect(taken.filter((what) => what.startsWith("vulnerability")).length).toBe(8);
});
