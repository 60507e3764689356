import { z } from "zod";
import { Instant } from "./instant.ts";

const text = z.string().optional();
const texts = z.array(z.string()).default([]);
const SoftwarePackage = z.object({
  ...{ Name: text, Version: text, Epoch: text, Release: text, PackageManager: text, FilePath: text, FixedInVersion: text },
  ...{ Remediation: text, SourceLayerHash: text, SourceLayerArn: text },
});
const HubAdvisory = z.object({
  Id: z.string().min(1),
  VulnerablePackages: z.array(SoftwarePackage).default([]),
  Cvss: z.array(z.object({ Version: text, BaseScore: z.number().optional(), BaseVector: text, Source: text })).default([]),
  RelatedVulnerabilities: texts,
  Vendor: z
    .object({
      ...{ Name: text, Url: text, VendorSeverity: text },
      ...{ VendorCreatedAt: Instant.optional(), VendorUpdatedAt: Instant.optional() },
    })
    .optional(),
  ReferenceUrls: texts,
  ...{ FixAvailable: text, ExploitAvailable: text, LastKnownExploitAt: Instant.optional(), EpssScore: z.number().optional() },
  CodeVulnerabilities: z.array(z.object({ Cwes: texts })).default([]),
});
const HubResource = z.object({
  ...{ Type: z.string(), Id: z.string().min(1), Partition: text, Region: text },
  Details: z
    .object({
      AwsEcrContainerImage: z.object({ ImageDigest: text }).optional(),
      AwsRdsDbInstance: z.object({ DbiResourceId: text }).optional(),
      AwsRdsDbCluster: z.object({ DbClusterResourceId: text }).optional(),
    })
    .default({}),
});
const Severity = z.object({ Label: text, Normalized: z.number().min(0).max(100).optional() });

/**
 * What is read of a finding of Security Hub: the AWS Security Finding Format. Times become ISO 8601 in UTC.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
 */
export const HubFinding = z.object({
  ...{ Id: z.string().min(1), ProductArn: z.string(), ProductName: text, AwsAccountId: z.string(), Region: text },
  ...{ Title: z.string(), Description: z.string(), SourceUrl: text, Types: texts },
  ...{ CreatedAt: Instant, UpdatedAt: Instant, FirstObservedAt: Instant.optional(), LastObservedAt: Instant.optional() },
  Severity: Severity.optional(),
  FindingProviderFields: z.object({ Severity: z.object({ Label: text }).optional(), Types: texts }).optional(),
  Remediation: z.object({ Recommendation: z.object({ Text: text, Url: text }).optional() }).optional(),
  Resources: z.array(HubResource).min(1),
  Vulnerabilities: z.array(HubAdvisory).default([]),
  Workflow: z.object({ Status: text }).optional(),
  RecordState: text,
  Compliance: z.object({ Status: text }).optional(),
});
export type HubFinding = z.infer<typeof HubFinding>;

/** Findings of a scanner for software weaknesses have this type, whatever the product. */
export const vulnerabilityType = "Software and Configuration Checks/Vulnerabilities";

/**
 * Whether a finding tells of a vulnerability: it names advisories (`Vulnerabilities`), or one of its types is of the category
 * `Software and Configuration Checks/Vulnerabilities`. Checks of settings, threats and effects are none.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 */
export const isVulnerability = ({ Vulnerabilities, Types, FindingProviderFields }: HubFinding): boolean =>
  Vulnerabilities.length > 0 || [...Types, ...(FindingProviderFields?.Types ?? [])].some((type) => type.startsWith(vulnerabilityType));
