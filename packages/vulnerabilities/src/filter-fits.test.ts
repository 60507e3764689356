import { describe, expect, it, test } from "vitest";
import { filterFields } from "./filter-fields.ts";
import { type FilterFit, filterFits } from "./filter-fits.ts";
import { InspectorFinding } from "./inspector-finding.ts";
import { inspectorFinding } from "./stand-ins.fixture.ts";

const finding = InspectorFinding.parse(
  inspectorFinding("a", {
    ...{ status: "SUPPRESSED", inspectorScore: 7.5, fixAvailable: "YES", epss: { score: 0.01 } },
    resources: [
      {
        ...{ type: "AWS_EC2_INSTANCE", id: "i-0a1", tags: { env: "test", owner: "" } },
        details: { awsEc2Instance: { vpcId: "vpc-1", imageId: "ami-1" } },
      },
      {
        ...{ type: "AWS_ECR_CONTAINER_IMAGE", id: "arn:x" },
        details: {
          awsEcrContainerImage: {
            repositoryName: "shop/web",
            imageHash: "sha256:aa",
            registry: "1",
            imageTags: ["v1", "latest"],
            inUseCount: 3,
          },
        },
      },
    ],
    packageVulnerabilityDetails: {
      ...{ vulnerabilityId: "CVE-2026-0001", source: "NVD", relatedVulnerabilities: ["GHSA-1", "ALAS-2"] },
      vulnerablePackages: [
        { name: "openssl", version: "1.1.1", epoch: 1, packageManager: "OS" },
        { name: "vim", version: "9.0" },
      ],
    },
    networkReachabilityDetails: {
      ...{ openPortRange: { begin: 8000, end: 8080 }, protocol: "TCP" },
      networkPath: { steps: [{ componentId: "igw-1", componentType: "AWS::EC2::InternetGateway" }] },
    },
  }),
);
const equal = (value: string) => ({ comparison: "EQUALS", value });
const not = (value: string) => ({ comparison: "NOT_EQUALS", value });
const prefix = (value: string) => ({ comparison: "PREFIX", value });
const fits: FilterFit = { kind: "fits" };
const fitsNot: FilterFit = { kind: "fits-not" };
const untold = (...names: string[]): FilterFit => ({ kind: "untold", untold: names });

const rows: Record<string, readonly [criteria: Record<string, unknown[]>, expected: FilterFit]> = {
  "no criteria take everything": [{}, fits],
  "an equal text": [{ vulnerabilityId: [equal("CVE-2026-0001")] }, fits],
  "another text": [{ vulnerabilityId: [equal("CVE-2026-0002")] }, fitsNot],
  "one of several texts": [{ severity: [equal("LOW"), equal("HIGH")] }, fits],
  "a beginning": [{ title: [prefix("CVE-2026")] }, fits],
  "one of the finding's texts": [{ relatedVulnerabilities: [equal("ALAS-2")] }, fits],
  "a text that is unwanted": [{ severity: [not("HIGH")] }, fitsNot],
  "two unwanted ones that it has not": [{ severity: [not("LOW"), not("MEDIUM")] }, fits],
  "an unwanted one among its texts": [{ ecrImageTags: [not("latest")] }, fitsNot],
  "a text that the finding lacks": [{ lambdaFunctionName: [equal("f")] }, fitsNot],
  "an unwanted text that the finding lacks": [{ lambdaFunctionName: [not("f")] }, fits],
  "several criteria that all fit": [{ severity: [equal("HIGH")], ec2InstanceVpcId: [equal("vpc-1")] }, fits],
  "several criteria of which one does not": [{ severity: [equal("HIGH")], ec2InstanceVpcId: [equal("vpc-2")] }, fitsNot],
  "a criterion of any resource": [{ ecrImageRepositoryName: [prefix("shop/")] }, fits],
  "a criterion without conditions": [{ severity: [] }, fits],
  "the status, which the rule itself changes": [{ findingStatus: [equal("ACTIVE")] }, fits],
  "a score between": [{ inspectorScore: [{ lowerInclusive: 7, upperInclusive: 7.5 }] }, fits],
  "a score above": [{ inspectorScore: [{ lowerInclusive: 8 }] }, fitsNot],
  "a chance of an exploit": [{ epssScore: [{ upperInclusive: 0.1 }] }, fits],
  "a number of a resource": [{ ecrImageInUseCount: [{ lowerInclusive: 1 }] }, fits],
  "a time since, as the SDK gives it": [{ firstObservedAt: [{ startInclusive: new Date("2026-05-01T00:00:00Z") }] }, fits],
  "a time until, as the CLI prints it": [{ firstObservedAt: [{ endInclusive: "2026-05-01T02:00:00+02:00" }] }, fitsNot],
  "a time that a resource lacks": [{ ecrImagePushedAt: [{ startInclusive: 0 }] }, fitsNot],
  "a tag with its value": [{ resourceTags: [{ comparison: "EQUALS", key: "env", value: "test" }] }, fits],
  "a tag with another value": [{ resourceTags: [{ comparison: "EQUALS", key: "env", value: "prod" }] }, fitsNot],
  "a tag, whatever its value": [{ resourceTags: [{ comparison: "EQUALS", key: "owner" }] }, fits],
  "ports within": [{ portRange: [{ beginInclusive: 1024, endInclusive: 9000 }] }, fits],
  "ports apart": [{ portRange: [{ beginInclusive: 1, endInclusive: 1023 }] }, fitsNot],
  "ports that lie partly within": [{ portRange: [{ beginInclusive: 8040 }] }, untold("portRange")],
  "ports partly within one range and within another": [{ portRange: [{ beginInclusive: 8040 }, { beginInclusive: 1 }] }, fits],
  "a component of the path": [{ componentId: [equal("igw-1")] }, fits],
  "a package with all that is asked": [{ vulnerablePackages: [{ name: equal("openssl"), version: prefix("1.1") }] }, fits],
  "what is asked is in two packages": [{ vulnerablePackages: [{ name: equal("vim"), version: prefix("1.1") }] }, fitsNot],
  "a package with its epoch": [{ vulnerablePackages: [{ name: equal("openssl"), epoch: { lowerInclusive: 1 } }] }, fits],
  "a package without an epoch": [{ vulnerablePackages: [{ name: equal("vim"), epoch: { lowerInclusive: 0 } }] }, fitsNot],
  "a part of a package that is newer": [{ vulnerablePackages: [{ purl: equal("x") }] }, untold("vulnerablePackages")],
  "a criterion that is newer": [{ quantumState: [equal("x")], severity: [equal("HIGH")] }, untold("quantumState")],
  "a criterion that is newer, where another fits not": [{ quantumState: [equal("x")], severity: [equal("LOW")] }, fitsNot],
  "a comparison that is newer": [{ title: [{ comparison: "LIKE", value: "x" }], quantumState: [1] }, untold("quantumState", "title")],
};
describe("a filter with", () => {
  it.each(Object.entries(rows))("%s", (_name, [criteria, expected]) => {
    expect(filterFits({ criteria }, finding)).toEqual(expected);
  });
});

test("every criterion looks at something of some finding, or at nothing", () => {
  for (const field of filterFields.values()) expect(Array.isArray(field.of(finding))).toBe(true);
});
