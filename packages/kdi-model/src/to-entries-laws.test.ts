import { KdiEntry } from "@plumbline/kdi-writer/kdi";
import { InspectorFilter } from "@plumbline/vulnerabilities/inspector-filter";
import { InspectorDetails, InspectorFinding } from "@plumbline/vulnerabilities/inspector-finding";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arnOf, bodies, now, resources } from "./findings.fixture.ts";
import type { EntryOptions } from "./options.ts";
import { toEntries } from "./to-entries.ts";

const blank = fc.constantFrom("", " ", "\n", "N/A", "NotAvailable", "None Provided");
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string() },
  { weight: 2, arbitrary: blank },
  fc.string({ minLength: 200, maxLength: 400 }),
);
const id = fc.oneof(
  text,
  fc.constantFrom("CVE-2026-0001", "cve-2026-12345", "CVE-1", "GHSA-1", "CWE-79", "i-0a1", "web-1", "a.example.com", "10.0.0.1"),
);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const texts = fc.array(id, { maxLength: 4 });
const time = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
const port = fc.integer({ min: -1, max: 70_000 });

const details = fc.record({
  awsEc2Instance: maybe(fc.record({ ipV4Addresses: texts, platform: maybe(text) })),
  awsEcrContainerImage: maybe(
    fc.record({ repositoryName: text, imageHash: text, registry: text, imageTags: texts, platform: maybe(text) }),
  ),
  awsLambdaFunction: maybe(fc.record({ functionName: text, runtime: maybe(text) })),
  codeRepository: maybe(fc.record({ projectName: maybe(text), providerType: maybe(text) })),
  vm: maybe(fc.record({ vmName: maybe(text), ipV4Addresses: texts })),
  image: maybe(fc.record({ imageDigest: maybe(text), imageTags: texts })),
});
const types = [...new Set(Object.values(resources).map(({ type }) => type))];
const resource = fc.record({
  ...{ type: fc.oneof(fc.constantFrom(...types), text), id: fc.oneof(fc.string({ minLength: 1 }), fc.constant(" ")), region: maybe(text) },
  ...{ provider: maybe(text), providerAccountId: maybe(text), tags: fc.dictionary(fc.oneof(text, fc.constant("Name")), id), details },
});
const held = fc.record({
  name: text,
  version: maybe(text),
  epoch: maybe(fc.nat()),
  fixedInVersion: maybe(text),
  filePath: maybe(text),
  remediation: maybe(text),
});
const finding = fc.record({
  ...{
    findingArn: fc.oneof(fc.constant(arnOf("a")), fc.string({ minLength: 1, maxLength: 400 })),
    awsAccountId: text,
    title: maybe(id),
    description: text,
  },
  ...{ type: fc.oneof(fc.constantFrom(...Object.values(bodies).map(({ type }) => type)), text) },
  ...{
    status: fc.oneof(fc.constantFrom("ACTIVE", "CLOSED", "SUPPRESSED"), text),
    severity: fc.oneof(fc.constantFrom("HIGH", "UNTRIAGED"), text),
  },
  ...{
    firstObservedAt: time,
    lastObservedAt: time,
    updatedAt: maybe(time),
    inspectorScore: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
  },
  remediation: fc.record({ recommendation: maybe(fc.record({ text: maybe(text), Url: maybe(text) })) }),
  resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
  packageVulnerabilityDetails: maybe(
    fc.record({
      ...{ vulnerabilityId: fc.oneof(fc.constant("CVE-2026-0001"), fc.string({ minLength: 1 })), source: text, sourceUrl: maybe(text) },
      ...{ relatedVulnerabilities: texts, vulnerablePackages: fc.array(held, { maxLength: 4 }) },
      cvss: fc.array(fc.record({ baseScore: fc.integer(), version: text, scoringVector: maybe(text) }), { maxLength: 3 }),
    }),
  ),
  codeVulnerabilityDetails: maybe(
    fc.record({
      ...{ detectorId: text, detectorName: text, cwes: texts, detectorTags: texts },
      filePath: fc.record({ fileName: text, filePath: text, startLine: fc.integer(), endLine: fc.integer() }),
    }),
  ),
  networkReachabilityDetails: maybe(
    fc.record({
      ...{ openPortRange: fc.record({ begin: port, end: port }), protocol: text },
      networkPath: fc.record({ steps: fc.array(fc.record({ componentId: text, componentType: text }), { maxLength: 3 }) }),
    }),
  ),
});
const filter = fc.record({
  arn: fc.constant("arn:x"),
  name: fc.string({ minLength: 1 }),
  action: fc.constantFrom("SUPPRESS", "NONE"),
  reason: maybe(text),
  criteria: fc.constantFrom({}, { severity: [{ comparison: "EQUALS", value: "HIGH" }] }, { newer: [1] }),
});
const options: fc.Arbitrary<EntryOptions> = fc.record({
  ...{ now: fc.constant(now), defName: maybe(fc.constantFrom("id", "title")), placeTags: maybe(fc.boolean()) },
  ...{ suppressed: maybe(fc.constantFrom("open", "risk_accepted", "false_positive", "skip")), nameTagAsHostname: maybe(fc.boolean()) },
  ...{
    ignoreScannerLastSeenTime: maybe(fc.boolean()),
    filters: maybe(
      fc.array(
        filter.map((one) => InspectorFilter.parse(one)),
        { maxLength: 3 },
      ),
    ),
  },
  details: maybe(
    fc
      .record({
        findingArn: fc.constant("a"),
        cwes: texts,
        ttps: texts,
        tools: texts,
        epssScore: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
      })
      .map((one) => InspectorDetails.parse(one)),
  ),
});

/** Every text within a value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) yield* textsIn(one);
}

test("whatever a finding says, its entries are valid, join, and hold no empty text", () => {
  fc.assert(
    fc.property(finding, options, (raw, chosen) => {
      const read = InspectorFinding.parse(raw);
      const { entries, notes } = toEntries(read, chosen);
      const isLeftOut = read.status === "SUPPRESSED" && chosen.suppressed === "skip";
      const named = read.resources.filter(
        ({ id: own }) => own.trim() !== "" && own !== "N/A" && own !== "NotAvailable" && own !== "None Provided",
      );
      expect(entries.length > 0).toBe(named.length > 0);
      expect(entries.filter(({ leftOut }) => leftOut === true).length).toBe(isLeftOut ? entries.length : 0);
      expect(notes.filter(({ kind }) => kind === "no-asset").length).toBe(read.resources.length - named.length);
      for (const entry of entries) {
        const { asset, vuln, def } = entry;
        expect(KdiEntry.safeParse(entry).error).toBeUndefined();
        expect([vuln.vuln_def_name, vuln.scanner_type]).toEqual([def.name, def.scanner_type]);
        expect([...textsIn({ asset, vuln, def })].filter((one) => one.trim() === "" || one !== one.trim())).toEqual([]);
      }
    }),
    { numRuns: 600 },
  );
});

test("the order of resources, tags, packages, scores and related ids leaves no trace", () => {
  const reversed = <T extends object>(record: T) => Object.fromEntries(Object.entries(record).toReversed());
  fc.assert(
    fc.property(finding, options, (raw, chosen) => {
      const one = raw.packageVulnerabilityDetails;
      const other = {
        ...raw,
        resources: raw.resources.toReversed().map((own) => ({ ...own, tags: reversed(own.tags) })),
        packageVulnerabilityDetails: one && {
          ...one,
          relatedVulnerabilities: one.relatedVulnerabilities.toReversed(),
          vulnerablePackages: one.vulnerablePackages.toReversed(),
          cvss: one.cvss.toReversed(),
        },
      };
      const told = JSON.stringify(toEntries(InspectorFinding.parse(raw), chosen).entries);
      const filters = chosen.filters?.toReversed();
      expect(JSON.stringify(toEntries(InspectorFinding.parse(other), { ...chosen, filters }).entries)).toBe(told);
    }),
    { numRuns: 300 },
  );
});
