import { parseArn } from "@plumbline/finding-model/arn";
import type { AsffFinding, AsffResource } from "./asff-finding.ts";
import { said } from "./words.ts";

/** A finding of Inspector as ListFindings would have it, to be read as such, and what of it ASFF does not carry. */
export interface FromAsff {
  readonly raw: unknown;
  readonly lost: readonly string[];
}

/** Whose finding it is: Inspector's, or in words somebody else's. */
export const ownerOf = ({
  Id,
  ProductArn,
  ProductName,
}: Pick<AsffFinding, "Id" | "ProductArn" | "ProductName">): "Inspector" | (string & {}) => {
  const isInspector = ProductName === "Inspector" || ProductArn.endsWith("/aws/inspector");
  if (!isInspector) return said(ProductName) ?? parseArn(ProductArn)?.resource ?? ProductArn;
  return parseArn(Id)?.service === "inspector" ? "Inspector Classic" : "Inspector";
};

/**
 * A finding of Inspector in the format of Security Hub. ASFF has no detector of a weakness in code and no adjustments of a score; what else
 * this one lacks is told too. https://docs.aws.amazon.com/inspector/latest/user/securityhub-integration.html
 */
export const fromAsff = (finding: AsffFinding): FromAsff => {
  const { Title, Description, Remediation, Severity, FindingProviderFields, CreatedAt, UpdatedAt, ProductFields } = finding;
  const type = typeOf(finding);
  const [first] = finding.Vulnerabilities;
  const inspectorScore = Number(ProductFields["aws/inspector/inspectorScore"] || Number.NaN);
  const hasScore = Number.isFinite(inspectorScore);
  const bodies = [packageOf(finding, type), codeOf(finding, type), networkOf(finding, type)];
  const raw = {
    ...{ findingArn: finding.Id, awsAccountId: finding.AwsAccountId, type, title: Title, description: Description },
    status: statusOf(finding),
    severity: Severity?.Label ?? FindingProviderFields?.Severity?.Label ?? "UNTRIAGED",
    ...{ firstObservedAt: finding.FirstObservedAt ?? CreatedAt, lastObservedAt: finding.LastObservedAt ?? UpdatedAt, updatedAt: UpdatedAt },
    remediation: { recommendation: { text: Remediation?.Recommendation?.Text, Url: Remediation?.Recommendation?.Url } },
    resources: finding.Resources.map((resource, i) => resourceOf(resource, i + 1, ProductFields)),
    ...(hasScore && { inspectorScore }),
    ...{ fixAvailable: first?.FixAvailable, exploitAvailable: first?.ExploitAvailable },
    ...(first?.EpssScore !== undefined && { epss: { score: first.EpssScore } }),
    ...(first?.LastKnownExploitAt && { exploitabilityDetails: { lastKnownExploitAt: first.LastKnownExploitAt } }),
    ...Object.assign({}, ...bodies.map(({ body }) => body)),
  };
  return { raw, lost: [...(hasScore ? [] : ["inspectorScore"]), ...bodies.flatMap(({ lost }) => lost ?? [])] };
};

const typeOf = ({ Types, FindingProviderFields, Vulnerabilities, Title, Network, NetworkPath }: AsffFinding): string => {
  const types = [...Types, ...(FindingProviderFields?.Types ?? [])];
  if (Vulnerabilities.some((one) => one.CodeVulnerabilities.length > 0) || /^CWE-\d/.test(Title)) return "CODE_VULNERABILITY";
  if (Network.OpenPortRange || NetworkPath.length > 0 || types.some((type) => /network reachability/i.test(type)))
    return "NETWORK_REACHABILITY";
  if (Vulnerabilities.length > 0 || types.some((type) => /\/Vulnerabilities(\/|$)/.test(type))) return "PACKAGE_VULNERABILITY";
  return types[0] ?? "";
};

/** A person's suppression in Security Hub counts as Inspector's own; that somebody calls it resolved does not, while Inspector sees it. */
const statusOf = ({ ProductFields, RecordState, Workflow }: AsffFinding): string => {
  const own = said(ProductFields["aws/inspector/FindingStatus"]);
  if (own !== undefined && own !== "ACTIVE") return own;
  if (RecordState === "ARCHIVED") return "CLOSED";
  return Workflow?.Status === "SUPPRESSED" ? "SUPPRESSED" : "ACTIVE";
};

interface Body {
  readonly body?: object;
  readonly lost?: readonly string[];
}
const packageOf = ({ Vulnerabilities, ProductFields }: AsffFinding, type: string): Body => {
  if (type !== "PACKAGE_VULNERABILITY") return {};
  const [first, ...others] = Vulnerabilities;
  if (first === undefined) return { lost: ["packageVulnerabilityDetails"] };
  const packages = Vulnerabilities.flatMap((one) => one.VulnerablePackages).map((held, i) => ({
    ...{
      name: held.Name ?? "",
      version: held.Version,
      epoch: Number(held.Epoch ?? 0) || 0,
      release: held.Release,
      arch: held.Architecture,
    },
    ...{ packageManager: held.PackageManager, filePath: held.FilePath, fixedInVersion: held.FixedInVersion, remediation: held.Remediation },
    sourceLayerHash:
      held.SourceLayerHash ?? ProductFields[`aws/inspector/packageVulnerabilityDetails/vulnerablePackages/${i + 1}/sourceLayerHash`],
    sourceLambdaLayerArn: held.SourceLayerArn,
  }));
  const packageVulnerabilityDetails = {
    ...{
      vulnerabilityId: first.Id,
      source: first.Vendor.Name ?? "",
      sourceUrl: first.Vendor.Url,
      vendorSeverity: first.Vendor.VendorSeverity,
    },
    ...{ vendorCreatedAt: first.Vendor.VendorCreatedAt, vendorUpdatedAt: first.Vendor.VendorUpdatedAt },
    // Inspector names one; another product's form may have several.
    relatedVulnerabilities: [...Vulnerabilities.flatMap((one) => one.RelatedVulnerabilities), ...others.map(({ Id }) => Id)],
    referenceUrls: first.ReferenceUrls,
    cvss: first.Cvss.flatMap(({ Version, BaseScore, BaseVector, Source }) =>
      Version === undefined || BaseScore === undefined
        ? []
        : [{ version: Version, baseScore: BaseScore, scoringVector: BaseVector, source: Source }],
    ),
    vulnerablePackages: packages,
  };
  return { body: { packageVulnerabilityDetails } };
};

const codeOf = ({ Vulnerabilities, Title }: AsffFinding, type: string): Body => {
  if (type !== "CODE_VULNERABILITY") return {};
  const [told] = Vulnerabilities.flatMap((one) => one.CodeVulnerabilities);
  if (told === undefined) return { lost: ["codeVulnerabilityDetails"] };
  const { FileName, FilePath, StartLine, EndLine } = told.FilePath;
  const start = StartLine ?? 0;
  const codeVulnerabilityDetails = {
    ...{ detectorId: "", detectorName: Title.replace(/^CWE[-\d, ]* - /, ""), cwes: told.Cwes, sourceLambdaLayerArn: told.SourceArn },
    filePath: { fileName: FileName ?? "", filePath: FilePath ?? "", startLine: start, endLine: EndLine ?? start },
  };
  return { body: { codeVulnerabilityDetails }, lost: ["codeVulnerabilityDetails.detectorId"] };
};

const networkOf = ({ Network, NetworkPath, Title }: AsffFinding, type: string): Body => {
  if (type !== "NETWORK_REACHABILITY") return {};
  const titled = /\bport(?: range)? (?<begin>\d+)(?:\s*-\s*(?<end>\d+))?\b.*?(?:- (?<protocol>TCP|UDP))?$/i.exec(Title)?.groups;
  const begin = Network.OpenPortRange?.Begin ?? (titled?.["begin"] === undefined ? undefined : Number(titled["begin"]));
  if (begin === undefined) return { lost: ["networkReachabilityDetails"] };
  const networkReachabilityDetails = {
    openPortRange: { begin, end: Network.OpenPortRange?.End ?? Number(titled?.["end"] ?? begin) },
    protocol: Network.Protocol ?? titled?.["protocol"] ?? "",
    networkPath: {
      steps: NetworkPath.map(({ ComponentId, ComponentType }) => ({ componentId: ComponentId ?? "", componentType: ComponentType ?? "" })),
    },
  };
  return { body: { networkReachabilityDetails }, lost: NetworkPath.length > 0 ? [] : ["networkReachabilityDetails.networkPath"] };
};

const types: ReadonlyMap<string, string> = new Map([
  ["AwsEc2Instance", "AWS_EC2_INSTANCE"],
  ["AwsEcrContainerImage", "AWS_ECR_CONTAINER_IMAGE"],
  ["AwsEcrRepository", "AWS_ECR_REPOSITORY"],
  ["AwsLambdaFunction", "AWS_LAMBDA_FUNCTION"],
]);

const resourceOf = ({ Type, Id, Partition, Region, Tags, Details }: AsffResource, place: number, fields: AsffFinding["ProductFields"]) => {
  const { AwsEc2Instance: instance, AwsEcrContainerImage: image, AwsLambdaFunction: lambda } = Details;
  const platformOf = (kind: string) => fields[`aws/inspector/resources/${place}/resourceDetails/${kind}Details/platform`];
  return {
    ...{ type: types.get(Type) ?? Type, id: Id, partition: Partition, region: Region, tags: Tags },
    details: {
      ...(instance && {
        awsEc2Instance: {
          ...{
            type: instance.Type,
            imageId: instance.ImageId,
            ipV4Addresses: instance.IpV4Addresses,
            ipV6Addresses: instance.IpV6Addresses,
          },
          ...{
            keyName: instance.KeyName,
            iamInstanceProfileArn: instance.IamInstanceProfileArn,
            vpcId: instance.VpcId,
            subnetId: instance.SubnetId,
          },
          ...{ launchedAt: instance.LaunchedAt, platform: platformOf("awsEc2Instance") },
        },
      }),
      ...(image && {
        awsEcrContainerImage: {
          ...{ registry: image.RegistryId ?? "", repositoryName: image.RepositoryName ?? "", imageHash: image.ImageDigest ?? "" },
          ...{
            imageTags: image.ImageTags,
            architecture: image.Architecture,
            pushedAt: image.ImagePublishedAt,
            platform: platformOf("awsEcrContainerImage"),
          },
        },
      }),
      ...(lambda && {
        awsLambdaFunction: {
          ...{ functionName: lambda.FunctionName ?? "", runtime: lambda.Runtime, codeSha256: lambda.CodeSha256, version: lambda.Version },
          ...{ executionRoleArn: lambda.Role, packageType: lambda.PackageType, architectures: lambda.Architectures },
          layers: lambda.Layers.flatMap(({ Arn }) => Arn ?? []),
        },
      }),
    },
  };
};
