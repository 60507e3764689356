import { HubFinding } from "@plumbline/vulnerabilities/hub-finding";
import { z } from "zod";

const text = z.string().optional();
const texts = z.array(z.string()).default([]);
const number = z.number().optional();

const SoftwarePackage = z.object({
  ...{ Name: text, Version: text, Epoch: text, Release: text, Architecture: text, PackageManager: text, FilePath: text },
  ...{ FixedInVersion: text, Remediation: text, SourceLayerHash: text, SourceLayerArn: text },
});
const CodePath = z.object({ FileName: text, FilePath: text, StartLine: number, EndLine: number });
const Advisory = z.object({
  Id: z.string().min(1),
  VulnerablePackages: z.array(SoftwarePackage).default([]),
  Cvss: z.array(z.object({ Version: text, BaseScore: number, BaseVector: text, Source: text })).default([]),
  RelatedVulnerabilities: texts,
  Vendor: z.object({ Name: text, Url: text, VendorSeverity: text, VendorCreatedAt: text, VendorUpdatedAt: text }).default({}),
  ReferenceUrls: texts,
  ...{ FixAvailable: text, ExploitAvailable: text, LastKnownExploitAt: text, EpssScore: number },
  CodeVulnerabilities: z.array(z.object({ Cwes: texts, FilePath: CodePath.default({}), SourceArn: text })).default([]),
});
const Instance = z.object({
  ...{ Type: text, ImageId: text, IpV4Addresses: texts, IpV6Addresses: texts, KeyName: text, IamInstanceProfileArn: text },
  ...{ VpcId: text, SubnetId: text, LaunchedAt: text },
});
const Image = z.object({
  ...{ RegistryId: text, RepositoryName: text, Architecture: text, ImageDigest: text, ImageTags: texts, ImagePublishedAt: text },
});
const Lambda = z.object({
  ...{ FunctionName: text, Runtime: text, CodeSha256: text, Version: text, Role: text, PackageType: text, Architectures: texts },
  Layers: z.array(z.object({ Arn: text })).default([]),
});
const Resource = z.object({
  ...{ Type: z.string(), Id: z.string().min(1), Partition: text, Region: text, Tags: z.record(z.string(), z.string()).default({}) },
  Details: z
    .object({ AwsEc2Instance: Instance.optional(), AwsEcrContainerImage: Image.optional(), AwsLambdaFunction: Lambda.optional() })
    .default({}),
});
export type AsffResource = z.infer<typeof Resource>;

/** A finding in the AWS Security Finding Format, with all that Inspector puts there. https://docs.aws.amazon.com/inspector/latest/user/securityhub-integration.html */
export const AsffFinding = HubFinding.extend({
  Resources: z.array(Resource).min(1),
  Vulnerabilities: z.array(Advisory).default([]),
  /** What ASFF has no place for, such as Inspector's score, status and platform. */
  ProductFields: z.record(z.string(), z.string()).default({}),
  Network: z.object({ Protocol: text, OpenPortRange: z.object({ Begin: z.int(), End: z.int() }).optional() }).default({}),
  NetworkPath: z.array(z.object({ ComponentId: text, ComponentType: text })).default([]),
});
export type AsffFinding = z.infer<typeof AsffFinding>;
