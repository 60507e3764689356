import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { arnOf, bodies, findingOf, now, resources } from "./findings.fixture.ts";
import { readFindings } from "./read-findings.ts";
import { toEntries } from "./to-entries.ts";

const asff = (fields: object = {}) => ({
  ...{ SchemaVersion: "2018-10-08", Id: arnOf("package-instance"), ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector" },
  ...{ ProductName: "Inspector", Region: "eu-west-1", AwsAccountId: "111111111111" },
  Types: ["Software and Configuration Checks/Vulnerabilities/CVE"],
  ...{ FirstObservedAt: "2026-05-01T08:00:00.123Z", LastObservedAt: "2026-05-02T08:00:00.999Z" },
  ...{ CreatedAt: "2026-05-01T08:00:00Z", UpdatedAt: "2026-05-03T08:00:00Z" },
  ...{ Title: bodies.package.title, Description: bodies.package.description, Severity: { Label: "HIGH", Normalized: 70 } },
  Remediation: { Recommendation: { Text: "None Provided" } },
  ProductFields: {
    "aws/inspector/FindingStatus": "ACTIVE",
    "aws/inspector/inspectorScore": "7.5",
    "aws/inspector/resources/1/resourceDetails/awsEc2InstanceDetails/platform": "AMAZON_LINUX_2",
    "aws/inspector/packageVulnerabilityDetails/vulnerablePackages/2/sourceLayerHash": "sha256:cc",
  },
  ...{ RecordState: "ACTIVE", Workflow: { Status: "NEW" }, Resources: [instance], Vulnerabilities: [advisory], ...fields },
});
const instance = {
  ...{ Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a1", Partition: "aws", Region: "eu-west-1" },
  ...{
    Tags: { Name: "web-1", env: "prod" },
    Details: { AwsEc2Instance: { IpV4Addresses: ["10.0.0.4", "203.0.113.20"], ImageId: "ami-1" } },
  },
};
const advisory = {
  ...{
    Id: "CVE-2026-0001",
    RelatedVulnerabilities: ["ALAS-2026-7", "CVE-2026-0002"],
    FixAvailable: "YES",
    ExploitAvailable: "NO",
    EpssScore: 0.00043,
  },
  VulnerablePackages: [
    {
      Name: "openssl",
      Version: "3.0.13",
      Epoch: "0",
      Release: "1.amzn2",
      Architecture: "X86_64",
      PackageManager: "OS",
      FixedInVersion: "0:3.0.14-1",
    },
  ],
  Cvss: [{ Version: "3.1", BaseScore: 7.5, BaseVector: "CVSS:3.1/AV:N", Source: "NVD" }, { Version: "2.0" }],
  Vendor: { Name: "NVD", Url: "https://nvd.nist.gov/vuln/detail/CVE-2026-0001" },
};
const readOne = async (value: object) => (await Array.fromAsync(readFindings(Readable.from([JSON.stringify(value)]), "f")))[0]!;
const readFinding = async (fields: object = {}) => {
  const one = await readOne({ Findings: [asff(fields)] });
  if (one.kind !== "finding") throw new Error(JSON.stringify(one));
  return one;
};

describe("a finding in Security Hub's format", () => {
  it("of a package says what Inspector's own says", async () => {
    const { finding, lost, form } = await readFinding();
    expect(toEntries(finding, { now })).toEqual(toEntries(findingOf("package", "instance"), { now }));
    expect([form, lost]).toEqual(["security-hub", []]);
  });
  it("of an event says so too", async () => {
    const one = await readOne({ "detail-type": "Security Hub Findings - Imported", detail: { findings: [asff()] } });
    expect(one).toMatchObject({ kind: "finding", form: "event", finding: { findingArn: arnOf("package-instance") } });
  });
  it("of an image has its digest, layer and platform", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const image = { RegistryId: "111111111111", RepositoryName: "shop/web", ImageDigest: digest, ImageTags: ["v1"], Architecture: "amd64" };
    const ProductFields = {
      ...asff().ProductFields,
      "aws/inspector/resources/1/resourceDetails/awsEcrContainerImageDetails/platform": "ALPINE_LINUX_3_8",
    };
    const Vulnerabilities = [
      {
        ...advisory,
        VulnerablePackages: [
          { Name: "a", Version: "1" },
          { Name: "b", Version: "2" },
        ],
      },
    ];
    const { finding } = await readFinding({
      ...{ ProductFields, Vulnerabilities },
      Resources: [{ Type: "AwsEcrContainerImage", Id: resources.image.id, Details: { AwsEcrContainerImage: image } }],
    });
    const [entry] = toEntries(finding, { now }).entries;
    expect(entry!.asset).toMatchObject({
      image_id: digest,
      os: "ALPINE_LINUX_3_8",
      tags: expect.arrayContaining(["repository-shop/web", "v1"]),
    });
    expect(entry!.vuln.details).toContain("Package: b 2 -> no fixed version (layer: sha256:cc)");
  });
  it("of code lacks the detector, and says so", async () => {
    const code = { Cwes: ["CWE-93", "CWE-117"], FilePath: { FileName: "a.py", FilePath: "src/a.py", StartLine: 3, EndLine: 5 } };
    const { finding, lost } = await readFinding({
      ...{ Title: bodies.code.title, ProductFields: {}, Vulnerabilities: [{ Id: "x", CodeVulnerabilities: [code] }] },
      Resources: [
        {
          Type: "AwsLambdaFunction",
          Id: resources.lambda.id,
          Details: { AwsLambdaFunction: { FunctionName: "orders", Runtime: "python3.12" } },
        },
      ],
    });
    const [entry] = toEntries(finding, { now }).entries;
    expect(entry!.def).toMatchObject({ name: "Log injection", cwe_identifiers: "CWE-117,CWE-93" });
    expect(entry!.asset).toMatchObject({ external_id: resources.lambda.id, application: "orders" });
    expect(entry!.vuln.details).toContain("File: src/a.py, lines 3-5");
    expect(lost).toEqual(["inspectorScore", "codeVulnerabilityDetails.detectorId"]);
  });

  const { title: Title, description: Description } = bodies.network;
  const port = {
    Title,
    Description,
    Vulnerabilities: [],
    Types: ["Software and Configuration Checks/AWS Security Best Practices/Network Reachability"],
  };
  const open: Record<string, readonly [fields: object, expected: object, lost: string[]]> = {
    "by its fields": [
      {
        ...port,
        Network: { Protocol: "TCP", OpenPortRange: { Begin: 22, End: 22 } },
        NetworkPath: [{ ComponentId: "igw-1", ComponentType: "X" }],
      },
      { vuln_def_name: "Network reachability: TCP 22", port: 22, details: expect.stringContaining("Path: igw-1 (X)") },
      [],
    ],
    "by its title": [port, { vuln_def_name: "Network reachability: TCP 22", port: 22 }, ["networkReachabilityDetails.networkPath"]],
    "by a title with a range": [
      { ...port, Title: "Port range 8000-8080 is reachable from a VPC - UDP" },
      { vuln_def_name: "Network reachability: UDP 8000-8080" },
      ["networkReachabilityDetails.networkPath"],
    ],
    "without any port": [{ ...port, Title: "Reachable" }, { vuln_def_name: "Reachable" }, ["networkReachabilityDetails"]],
  };
  it.each(Object.entries(open))("of an open port is read %s", async (_name, [fields, expected, lost]) => {
    const read = await readFinding(fields);
    expect(toEntries(read.finding, { now }).entries[0]!.vuln).toMatchObject(expected);
    expect([read.finding.type, read.lost]).toEqual(["NETWORK_REACHABILITY", lost]);
  });

  const own = (status: string) => ({ ProductFields: { ...asff().ProductFields, "aws/inspector/FindingStatus": status } });
  const statuses: Record<string, readonly [fields: object, status: string]> = {
    "Inspector's own": [own("CLOSED"), "CLOSED"],
    "Inspector's own, suppressed": [own("SUPPRESSED"), "SUPPRESSED"],
    "archived, whatever Inspector last said": [{ RecordState: "ARCHIVED" }, "CLOSED"],
    "put aside by a person": [{ Workflow: { Status: "SUPPRESSED" } }, "SUPPRESSED"],
    "called resolved by a person while Inspector sees it": [{ Workflow: { Status: "RESOLVED" } }, "ACTIVE"],
    "without any word of Inspector": [{ ProductFields: {} }, "ACTIVE"],
  };
  it.each(Object.entries(statuses))("has the status: %s", async (_name, [fields, status]) => {
    expect((await readFinding(fields)).finding.status).toBe(status);
  });

  it("without advisories is known by its title, and says what it lacks", async () => {
    const { finding, lost } = await readFinding({ Vulnerabilities: [] });
    expect(toEntries(finding, { now }).entries[0]!.def).toMatchObject({ name: "CVE-2026-0001", cve_identifiers: "CVE-2026-0001" });
    expect(lost).toEqual(["packageVulnerabilityDetails"]);
  });
  it("with several advisories keeps the ids and packages of all", async () => {
    const other = { Id: "CVE-2026-0009", VulnerablePackages: [{ Name: "vim", Version: "9" }] };
    const [entry] = toEntries((await readFinding({ Vulnerabilities: [advisory, other] })).finding, { now }).entries;
    expect(entry!.def).toMatchObject({ name: "CVE-2026-0001", cve_identifiers: "CVE-2026-0001,CVE-2026-0002,CVE-2026-0009" });
    expect(entry!.vuln.details).toContain("Package: vim 9");
  });

  const others: Record<string, readonly [value: object, expected: object]> = {
    "another product": [
      asff({ ProductName: "GuardDuty", ProductArn: "arn:aws:securityhub:eu-west-1::product/aws/guardduty" }),
      { kind: "passed-over", reason: "it is a finding of GuardDuty" },
    ],
    "another product of any shape": [
      { Id: "x", ProductArn: "arn:aws:securityhub:::product/acme/scan" },
      { kind: "passed-over", reason: "it is a finding of product/acme/scan" },
    ],
    "the first Inspector": [
      asff({ Id: "arn:aws:inspector:eu-west-1:111111111111:target/0-x/finding/0-y" }),
      { kind: "passed-over", reason: "it is a finding of Inspector Classic" },
    ],
    "one without times": [
      asff({ CreatedAt: undefined }),
      { kind: "unreadable", reason: expect.stringMatching(/^finding arn:\S+ can't be read: .*CreatedAt/) },
    ],
  };
  it.each(Object.entries(others))("is none of Inspector: %s", async (_name, [value, expected]) => {
    expect(await readOne({ Findings: [value] })).toEqual({ where: "f finding 1", ...expected });
  });
});
