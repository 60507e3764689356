import { z } from "zod";
import { Instant } from "./instant.ts";

const text = z.string().optional();
const number = z.number().optional();
const texts = z.array(z.string()).default([]);
const when = Instant.optional();
const addresses = { ipV4Addresses: texts, ipV6Addresses: texts };
const image = { imageTags: texts, pushedAt: when, author: text, architecture: text, platform: text, lastInUseAt: when, inUseCount: number };
const machine = { type: text, keyName: text, launchedAt: when, platform: text, ...addresses };
const code = { runtime: text, version: text, layers: texts, packageType: text, architectures: texts, lastModifiedAt: when };

// Loose: a kind of resource that is newer than this list keeps what it says.
const Details = z.looseObject({
  awsEc2Instance: z.object({ ...machine, imageId: text, iamInstanceProfileArn: text, vpcId: text, subnetId: text }).optional(),
  awsEcrContainerImage: z.object({ ...image, repositoryName: z.string(), imageHash: z.string(), registry: z.string() }).optional(),
  awsLambdaFunction: z
    .object({
      ...{ ...code, functionName: z.string(), codeSha256: text, executionRoleArn: text },
      vpcConfig: z.object({ subnetIds: texts, securityGroupIds: texts, vpcId: text }).optional(),
    })
    .optional(),
  codeRepository: z.object({ projectName: text, integrationArn: text, providerType: text }).optional(),
  machineImage: z
    .looseObject({ machineImageId: z.string(), name: text, ownerAccountId: text, platform: text, architecture: text })
    .optional(),
  vm: z
    .object({
      ...{ ...machine, vmName: text, vmImageReference: text, networkId: text, subnetIds: texts, securityGroupIds: texts },
      executionRole: text,
    })
    .optional(),
  image: z.object({ ...image, repositoryName: text, registry: text, imageDigest: text }).optional(),
  serverlessFunction: z
    .object({
      ...{ ...code, serverlessFunctionName: text, codeDigest: text, networkId: text, subnetIds: texts, securityGroupIds: texts },
      executionRole: text,
    })
    .optional(),
});

export const InspectorResource = z.object({
  ...{ type: z.string(), id: z.string().min(1), partition: text, region: text, tags: z.record(z.string(), z.string()).default({}) },
  /** `AWS`, `AZURE` or `GCP`, and how the resource's owner is named there. */
  ...{ provider: text, providerAccountId: text, providerOrgId: text },
  details: Details.default({}),
});
export type InspectorResource = z.infer<typeof InspectorResource>;

const PackageDetails = z.object({
  ...{
    vulnerabilityId: z.string().min(1),
    source: z.string(),
    sourceUrl: text,
    vendorSeverity: text,
    vendorCreatedAt: when,
    vendorUpdatedAt: when,
  },
  ...{ relatedVulnerabilities: texts, referenceUrls: texts },
  cvss: z.array(z.object({ baseScore: z.number(), scoringVector: text, version: z.string(), source: text })).default([]),
  vulnerablePackages: z
    .array(
      z.object({
        ...{ name: z.string(), version: text, epoch: number, release: text, arch: text, packageManager: text, filePath: text },
        ...{ fixedInVersion: text, remediation: text, sourceLayerHash: text, sourceLambdaLayerArn: text },
      }),
    )
    .default([]),
});
const CodeDetails = z.object({
  ...{ detectorId: z.string(), detectorName: z.string(), ruleId: text, sourceLambdaLayerArn: text },
  ...{ detectorTags: texts, cwes: texts, referenceUrls: texts },
  filePath: z.object({ fileName: z.string(), filePath: z.string(), startLine: z.int(), endLine: z.int() }),
});
const NetworkDetails = z.object({
  openPortRange: z.object({ begin: z.int(), end: z.int() }),
  protocol: z.string(),
  networkPath: z.object({
    steps: z.array(z.object({ componentId: z.string(), componentType: z.string(), componentArn: text })).default([]),
  }),
});
const ScoreDetails = z.object({
  adjustedCvss: z
    .object({
      ...{ scoreSource: z.string(), cvssSource: text, version: z.string(), score: z.number(), scoringVector: z.string() },
      adjustments: z.array(z.object({ metric: z.string(), reason: z.string() })).default([]),
    })
    .optional(),
});

/**
 * A finding of Inspector, whole. Types, statuses, severities and kinds of resources that are newer than this list pass as they are
 * (`unknownsOf` names them). Times become ISO 8601 in UTC. https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html
 */
export const InspectorFinding = z.object({
  ...{ findingArn: z.string().min(1), awsAccountId: z.string(), type: z.string(), status: z.string(), severity: z.string() },
  ...{ title: text, description: z.string(), firstObservedAt: Instant, lastObservedAt: Instant, updatedAt: when },
  remediation: z.object({ recommendation: z.object({ text: text, Url: text }).optional() }).default({}),
  resources: z.array(InspectorResource).min(1),
  ...{ inspectorScore: number, fixAvailable: text, exploitAvailable: text },
  inspectorScoreDetails: ScoreDetails.optional(),
  exploitabilityDetails: z.object({ lastKnownExploitAt: when }).optional(),
  epss: z.object({ score: number }).optional(),
  packageVulnerabilityDetails: PackageDetails.optional(),
  codeVulnerabilityDetails: CodeDetails.optional(),
  networkReachabilityDetails: NetworkDetails.optional(),
});
export type InspectorFinding = z.infer<typeof InspectorFinding>;

/** What BatchGetFindingDetails adds. https://docs.aws.amazon.com/inspector/v2/APIReference/API_FindingDetail.html */
export const InspectorDetails = z.object({
  findingArn: z.string().min(1),
  /** Of CISA's catalog of exploited vulnerabilities. */
  cisaData: z.object({ dateAdded: when, dateDue: when, action: text }).optional(),
  ...{ riskScore: number, epssScore: number, ttps: texts, tools: texts, referenceUrls: texts, cwes: texts },
  evidences: z.array(z.object({ evidenceRule: text, evidenceDetail: text, severity: text })).default([]),
  exploitObserved: z.object({ firstSeen: when, lastSeen: when }).optional(),
});
export type InspectorDetails = z.infer<typeof InspectorDetails>;
