import { KdiEntry, KdiVuln } from "@plumbline/kdi-writer/kdi";
import { InspectorDetails } from "@plumbline/vulnerabilities/inspector-finding";
import { describe, expect, it, test } from "vitest";
import { arnOf, bodies, findingOf, now, resources } from "./findings.fixture.ts";
import { toEntries } from "./to-entries.ts";

const told = (finding: ReturnType<typeof findingOf>, options: object = {}) => toEntries(finding, { now, ...options });
const vulnOf = (...args: Parameters<typeof told>) => told(...args).entries[0]!.vuln;

describe("a package's finding", () => {
  const finding = findingOf("package", "instance");
  it("is told whole", () => {
    expect(told(finding)).toEqual({
      entries: [
        {
          asset: {
            ...{ ec2: "i-0a1", hostname: "web-1", ip_address: "203.0.113.20", os: "AMAZON_LINUX_2", last_seen_at: "2026-05-02T08:00:00Z" },
            tags: ["account:111111111111", "env:prod", "region:eu-west-1"],
          },
          vuln: {
            ...{ scanner_identifier: arnOf("package-instance"), scanner_type: "AWS Inspector V2", vuln_def_name: "CVE-2026-0001" },
            ...{ scanner_score: 8, created_at: "2026-05-01T08:00:00Z", last_seen_at: "2026-05-02T08:00:00Z", status: "open" },
            details: [
              "Package: openssl 3.0.13-1.amzn2 -> 0:3.0.14-1 (OS, X86_64)",
              "Fix available: yes",
              "Source: NVD https://nvd.nist.gov/vuln/detail/CVE-2026-0001",
              "Severity: high",
              "Inspector score: 7.5",
              "CVSS 3.1: 7.5 (CVSS:3.1/AV:N, NVD)",
              "EPSS: 0.00043",
              "Exploit available: no",
            ].join("\n"),
          },
          def: {
            ...{ scanner_type: "AWS Inspector V2", name: "CVE-2026-0001", cve_identifiers: "CVE-2026-0001,CVE-2026-0002" },
            description: "A flaw in openssl.\nAdvisories: ALAS-2026-7",
            solution: "Advisory: https://nvd.nist.gov/vuln/detail/CVE-2026-0001",
            fixes: ["Update openssl to 0:3.0.14-1."],
          },
          said: { asset: "2026-05-02T08:00:00Z", vuln: "2026-05-03T08:00:00Z" },
          tagsOf: "i-0a1",
        },
      ],
      notes: [],
    });
  });

  it("tells where each package is", () => {
    const vulnerablePackages = [
      {
        name: "jetty",
        version: "8.1",
        filePath: "lib/jetty.jar",
        fixedInVersion: "NotAvailable",
        packageManager: "JAR",
        sourceLayerHash: "sha256:cc",
      },
      { name: "flask", version: "2.0", sourceLambdaLayerArn: "arn:aws:lambda:eu-west-1:1:layer:l:1", remediation: "pip install -U flask" },
      { name: "bare", version: "" },
    ];
    const packageVulnerabilityDetails = { ...bodies.package.packageVulnerabilityDetails, vulnerablePackages };
    const { vuln, def } = told(findingOf("package", "lambda", { packageVulnerabilityDetails })).entries[0]!;
    expect(vuln.details!.split("\n").slice(0, 3)).toEqual([
      "Package: bare of an unknown version -> no fixed version",
      "Package: flask 2.0 -> no fixed version (layer: arn:aws:lambda:eu-west-1:1:layer:l:1)",
      "Package: jetty 8.1 -> no fixed version (JAR, path: lib/jetty.jar, layer: sha256:cc)",
    ]);
    expect([def.fixes, def.solution]).toEqual([["pip install -U flask"], "Advisory: https://nvd.nist.gov/vuln/detail/CVE-2026-0001"]);
  });

  const advised = (fields: object) => ({ packageVulnerabilityDetails: { ...bodies.package.packageVulnerabilityDetails, ...fields } });
  const ids: Record<string, readonly [fields: object, expected: object]> = {
    "GHSA with a CVE": [
      advised({ vulnerabilityId: "GHSA-84q7-p226-4x5w", relatedVulnerabilities: ["CVE-2017-7656"] }),
      { name: "GHSA-84q7-p226-4x5w", cve_identifiers: "CVE-2017-7656", description: "A flaw in openssl.\nAdvisories: GHSA-84q7-p226-4x5w" },
    ],
    "a vendor's without any CVE": [
      advised({ vulnerabilityId: "USN-6940-1", relatedVulnerabilities: [] }),
      { name: "USN-6940-1", cve_identifiers: undefined, description: "A flaw in openssl.\nAdvisories: USN-6940-1" },
    ],
    "a CVE twice, and what only looks like one": [
      advised({ relatedVulnerabilities: ["CVE-2026-0001", "cve-2026-10000", "CVE-X"] }),
      { cve_identifiers: "CVE-2026-0001,CVE-2026-10000", description: "A flaw in openssl.\nAdvisories: CVE-X" },
    ],
    "no details, with the id in the title": [
      { packageVulnerabilityDetails: undefined },
      { name: "CVE-2026-0001", cve_identifiers: "CVE-2026-0001", description: "A flaw in openssl.", solution: undefined },
    ],
    "no details and no title": [{ packageVulnerabilityDetails: undefined, title: undefined }, { name: "PACKAGE_VULNERABILITY" }],
  };
  const none = { cve_identifiers: undefined, solution: undefined };
  it.each(Object.entries(ids))("%s", (_name, [fields, expected]) => {
    const [entry] = told(findingOf("package", "instance", fields)).entries;
    expect({ ...none, ...entry!.def }).toMatchObject(expected);
    expect(entry!.vuln.vuln_def_name).toBe(entry!.def.name);
  });
  it("has the title as definition for parity", () => {
    const [entry] = told(finding, { defName: "title" }).entries;
    expect([entry!.def.name, entry!.vuln.vuln_def_name]).toEqual(["CVE-2026-0001 - openssl", "CVE-2026-0001 - openssl"]);
  });
});

test("a finding of code tells file, lines and kinds of weakness", () => {
  const [{ vuln, def }] = told(findingOf("code", "lambda")).entries as [ReturnType<typeof told>["entries"][0]];
  expect(def).toEqual({
    ...{ scanner_type: "AWS Inspector V2", name: "Log injection (python/log-injection@v1.0)", cwe_identifiers: "CWE-117,CWE-93" },
    ...{ description: "Log entries can be forged.", solution: "Sanitize what is logged.\nSee https://example.com/log-injection" },
  });
  expect(vuln.details).toBe("File: src/a.py, lines 3-5\nDetector: python/log-injection@v1.0\nRule: python-log-injection\nSeverity: high");
  expect(vuln.scanner_score).toBe(8);
});

describe("an open port", () => {
  it("tells the port and the way to it, and its definition names no instance", () => {
    const [entry] = told(findingOf("network", "instance")).entries;
    expect(entry!.vuln).toMatchObject({ port: 22, vuln_def_name: "Network reachability: TCP 22" });
    expect(entry!.vuln.details).toBe(
      [
        "Ports: 22 TCP",
        "Path: igw-1 (AWS::EC2::InternetGateway) > i-0a1 (AWS::EC2::Instance)",
        bodies.network.description,
        "Severity: high",
      ].join("\n"),
    );
    expect(entry!.def.description).not.toContain("i-0a1");
    expect(entry!.def.solution).toBe("Restrict access by security groups or ACLs.");
  });
  const networkOf = (openPortRange: object) => ({
    networkReachabilityDetails: { ...bodies.network.networkReachabilityDetails, openPortRange },
  });
  const ranges: Record<string, readonly [range: object, port: number | undefined, name: string]> = {
    "of a range is in the details alone": [{ begin: 8000, end: 8080 }, undefined, "Network reachability: TCP 8000-8080"],
    "0 is a port": [{ begin: 0, end: 0 }, 0, "Network reachability: TCP 0"],
    "that can't be one is in the details alone": [{ begin: 70_000, end: 70_000 }, undefined, "Network reachability: TCP 70000"],
  };
  it.each(Object.entries(ranges))("%s", (_name, [range, port, name]) => {
    expect(vulnOf(findingOf("network", "instance", networkOf(range)))).toMatchObject({
      ...(port !== undefined && { port }),
      vuln_def_name: name,
    });
    expect("port" in vulnOf(findingOf("network", "instance", networkOf(range)))).toBe(port !== undefined);
  });
});

test("a type that is newer than this version is sent under its title, and told", () => {
  const { entries, notes } = told(findingOf("newer", "newer"));
  expect(entries[0]!.def).toEqual({ scanner_type: "AWS Inspector V2", name: "Qubits decohere", description: "They do." });
  expect(notes).toEqual([
    { kind: "unknown-finding-type", subject: "QUANTUM_VULNERABILITY" },
    { kind: "unknown-resource-type", subject: "AWS_TOASTER" },
  ]);
});

test("every type on every resource in every status is valid", () => {
  for (const body of Object.keys(bodies) as (keyof typeof bodies)[])
    for (const resource of Object.keys(resources) as (keyof typeof resources)[])
      for (const status of ["ACTIVE", "SUPPRESSED", "CLOSED", "NEWER"]) {
        const { entries } = told(findingOf(body, resource, { status }));
        expect(entries.length, `${body} ${resource} ${status}`).toBe(1);
        for (const entry of entries) KdiEntry.parse(entry);
      }
});

test("all resources of a finding are told, each once, whatever their order", () => {
  const some = [resources.image, resources.instance, resources.image, resources.lambda];
  const [one, other] = [some, some.toReversed()].map((all) => told(findingOf("package", "instance", { resources: all })));
  expect(one!.entries.map(({ asset }) => asset.ec2 ?? asset.image_id ?? asset.external_id)).toEqual([
    resources.instance.id,
    resources.lambda.id,
    resources.image.details.awsEcrContainerImage.imageHash,
  ]);
  expect(other).toEqual(one);
});

test("one image in two repositories has the tags of each", () => {
  const there = { ...resources.image, id: resources.image.id.replace(/repository\/[^/]+/, "repository/other") };
  const { entries } = told(findingOf("package", "instance", { resources: [resources.image, there] }));
  expect(entries.map(({ tagsOf }) => tagsOf)).toEqual([resources.image.id, there.id].toSorted());
});

describe("a score", () => {
  const scores: Record<string, readonly [fields: object, score: number]> = {
    "is rounded": [{ inspectorScore: 7.4 }, 7],
    "of a half is rounded up, as in Ruby": [{ inspectorScore: 6.5 }, 7],
    "of 0 is one": [{ inspectorScore: 0 }, 0],
    "below 0 is 0": [{ inspectorScore: -0.4 }, 0],
    "above 10 is 10": [{ inspectorScore: 10.6 }, 10],
    critical: [{ inspectorScore: undefined, severity: "CRITICAL" }, 10],
    high: [{ inspectorScore: undefined, severity: "HIGH" }, 8],
    medium: [{ inspectorScore: undefined, severity: "MEDIUM" }, 6],
    low: [{ inspectorScore: undefined, severity: "LOW" }, 3],
    informational: [{ inspectorScore: undefined, severity: "INFORMATIONAL" }, 0],
    untriaged: [{ inspectorScore: undefined, severity: "UNTRIAGED" }, 1],
    "of a severity that is newer": [{ inspectorScore: undefined, severity: "DIRE" }, 1],
  };
  it.each(Object.entries(scores))("%s", (_name, [fields, score]) => {
    expect(vulnOf(findingOf("package", "instance", fields)).scanner_score).toBe(score);
  });
});

describe("a status", () => {
  const statuses: Record<string, readonly [fields: object, options: object, expected: object]> = {
    active: [{}, {}, { status: "open" }],
    closed: [{ status: "CLOSED" }, {}, { status: "closed", closed_at: "2026-05-03T08:00:00Z" }],
    "closed, of which nobody says when": [
      { status: "CLOSED", updatedAt: undefined },
      {},
      { status: "closed", closed_at: "2026-05-02T08:00:00Z" },
    ],
    suppressed: [{ status: "SUPPRESSED" }, {}, { status: "open" }],
    "suppressed, as an accepted risk": [{ status: "SUPPRESSED" }, { suppressed: "risk_accepted" }, { status: "risk_accepted" }],
    "suppressed, as no risk": [{ status: "SUPPRESSED" }, { suppressed: "false_positive" }, { status: "false_positive" }],
    "active, whatever suppressed ones are": [{}, { suppressed: "false_positive" }, { status: "open" }],
    "that is newer": [{ status: "PENDING" }, {}, { status: "open" }],
    "active, seen by the run": [{}, { ignoreScannerLastSeenTime: true }, { status: "open", last_seen_at: "2026-06-01T10:20:30Z" }],
    "closed, which no run has seen": [
      { status: "CLOSED" },
      { ignoreScannerLastSeenTime: true },
      { status: "closed", last_seen_at: "2026-05-02T08:00:00Z" },
    ],
  };
  it.each(Object.entries(statuses))("%s", (_name, [fields, options, expected]) => {
    const vuln = vulnOf(findingOf("package", "instance", fields), options);
    expect(vuln).toMatchObject(expected);
    expect(KdiVuln.safeParse(vuln).error).toBeUndefined();
  });
  it("of a suppressed finding that is left out leaves a note, and a word that it is", () => {
    expect(told(findingOf("package", "instance", { status: "SUPPRESSED" }), { suppressed: "skip" })).toMatchObject({
      entries: [{ vuln: { scanner_identifier: arnOf("package-instance") }, said: { vuln: "2026-05-03T08:00:00Z" }, leftOut: true }],
      notes: [{ kind: "suppressed-left-out", subject: arnOf("package-instance") }],
    });
    for (const options of [{ suppressed: "skip" }, {}])
      expect(told(findingOf("package", "instance"), options).entries[0]).not.toHaveProperty("leftOut");
  });
});

test("what BatchGetFindingDetails knows is told", () => {
  const details = InspectorDetails.parse({
    ...{ findingArn: arnOf("package-instance"), riskScore: 40, epssScore: 0.9, ttps: ["T1190", "T1059"], tools: ["kit"], cwes: ["CWE-79"] },
    cisaData: { dateAdded: "2026-01-01T00:00:00Z", dateDue: "2026-02-01T00:00:00Z", action: "Patch." },
    exploitObserved: { firstSeen: "2026-01-05T00:00:00Z", lastSeen: "2026-03-05T00:00:00Z" },
    evidences: [{ evidenceRule: "rule", evidenceDetail: "seen in a log", severity: "HIGH" }],
  });
  const [entry] = told(findingOf("package", "instance"), { details }).entries;
  expect(entry!.vuln.details!.split("\n").slice(6)).toEqual([
    "EPSS: 0.9",
    "Exploit available: no",
    "Exploit observed: 2026-01-05 to 2026-03-05",
    "CISA known exploited (added: 2026-01-01, due: 2026-02-01, Patch.)",
    "Risk score: 40",
    "TTPs: T1059, T1190",
    "Tools: kit",
    "Evidence: rule, seen in a log, HIGH",
  ]);
  expect(entry!.def).toMatchObject({
    cve_identifiers: "CVE-2026-0001,CVE-2026-0002",
    description: expect.stringContaining("Weaknesses: CWE-79"),
  });
  expect(entry!.def.cwe_identifiers).toBeUndefined();
});

test("an identifier that is too long for Kenna is still its own", () => {
  const [a, b] = ["a", "b"].map((end) => vulnOf(findingOf("package", "instance", { findingArn: arnOf("x".repeat(300) + end) })));
  expect([a!.scanner_identifier.length + "AWS Inspector V2".length <= 255, a!.scanner_identifier === b!.scanner_identifier]).toEqual([
    true,
    false,
  ]);
});
