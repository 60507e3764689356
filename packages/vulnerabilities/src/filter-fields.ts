import type { FilterCriteria } from "@aws-sdk/client-inspector2";
import type { InspectorFinding, InspectorResource } from "./inspector-finding.ts";

/** What a criterion of a filter looks at. */
export type FilterField =
  | { readonly kind: "text" | "time"; of(finding: InspectorFinding): string[] }
  | { readonly kind: "number"; of(finding: InspectorFinding): number[] }
  | { readonly kind: "tags"; of(finding: InspectorFinding): [key: string, value: string][] }
  | { readonly kind: "ports"; of(finding: InspectorFinding): { readonly begin: number; readonly end: number }[] }
  | { readonly kind: "packages"; of(finding: InspectorFinding): PackageField[] };

type Advised = NonNullable<InspectorFinding["packageVulnerabilityDetails"]>;
export type PackageField = Advised["vulnerablePackages"][number];

const some = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
const text = (of: (finding: InspectorFinding) => string | undefined): FilterField => ({ kind: "text", of: (finding) => some(of(finding)) });
const texts = (of: (finding: InspectorFinding) => readonly string[] | undefined): FilterField => ({
  kind: "text",
  of: (finding) => [...(of(finding) ?? [])],
});
/** Of any of the finding's resources. */
const resource = (of: (resource: InspectorResource) => string | readonly string[] | undefined): FilterField => ({
  kind: "text",
  of: ({ resources }) => resources.flatMap((one) => of(one) ?? []),
});
const resourceNumber = (of: (resource: InspectorResource) => number | undefined): FilterField => ({
  kind: "number",
  of: ({ resources }) => resources.flatMap((one) => some(of(one))),
});
const resourceTime = (of: (resource: InspectorResource) => string | undefined): FilterField => ({
  kind: "time",
  of: ({ resources }) => resources.flatMap((one) => some(of(one))),
});
const time = (of: (finding: InspectorFinding) => string | undefined): FilterField => ({ kind: "time", of: (finding) => some(of(finding)) });
const number = (of: (finding: InspectorFinding) => number | undefined): FilterField => ({
  kind: "number",
  of: (finding) => some(of(finding)),
});

// https://docs.aws.amazon.com/inspector/v2/APIReference/API_FilterCriteria.html
const fields = {
  findingArn: text(({ findingArn }) => findingArn),
  awsAccountId: text(({ awsAccountId }) => awsAccountId),
  findingType: text(({ type }) => type),
  severity: text(({ severity }) => severity),
  title: text(({ title }) => title),
  firstObservedAt: time(({ firstObservedAt }) => firstObservedAt),
  lastObservedAt: time(({ lastObservedAt }) => lastObservedAt),
  updatedAt: time(({ updatedAt }) => updatedAt),
  inspectorScore: number(({ inspectorScore }) => inspectorScore),
  epssScore: number(({ epss }) => epss?.score),
  fixAvailable: text(({ fixAvailable }) => fixAvailable),
  exploitAvailable: text(({ exploitAvailable }) => exploitAvailable),

  resourceType: resource(({ type }) => type),
  resourceId: resource(({ id }) => id),
  resourceTags: { kind: "tags", of: ({ resources }) => resources.flatMap(({ tags }) => Object.entries(tags)) },
  ec2InstanceImageId: resource(({ details }) => details.awsEc2Instance?.imageId),
  ec2InstanceVpcId: resource(({ details }) => details.awsEc2Instance?.vpcId),
  ec2InstanceSubnetId: resource(({ details }) => details.awsEc2Instance?.subnetId),
  ecrImageArchitecture: resource(({ details }) => details.awsEcrContainerImage?.architecture),
  ecrImageRegistry: resource(({ details }) => details.awsEcrContainerImage?.registry),
  ecrImageRepositoryName: resource(({ details }) => details.awsEcrContainerImage?.repositoryName),
  ecrImageTags: resource(({ details }) => details.awsEcrContainerImage?.imageTags),
  ecrImageHash: resource(({ details }) => details.awsEcrContainerImage?.imageHash),
  ecrImagePushedAt: resourceTime(({ details }) => details.awsEcrContainerImage?.pushedAt),
  ecrImageLastInUseAt: resourceTime(({ details }) => details.awsEcrContainerImage?.lastInUseAt),
  ecrImageInUseCount: resourceNumber(({ details }) => details.awsEcrContainerImage?.inUseCount),
  lambdaFunctionName: resource(({ details }) => details.awsLambdaFunction?.functionName),
  lambdaFunctionLayers: resource(({ details }) => details.awsLambdaFunction?.layers),
  lambdaFunctionRuntime: resource(({ details }) => details.awsLambdaFunction?.runtime),
  lambdaFunctionExecutionRoleArn: resource(({ details }) => details.awsLambdaFunction?.executionRoleArn),
  lambdaFunctionLastModifiedAt: resourceTime(({ details }) => details.awsLambdaFunction?.lastModifiedAt),
  codeRepositoryProjectName: resource(({ details }) => details.codeRepository?.projectName),
  codeRepositoryProviderType: resource(({ details }) => details.codeRepository?.providerType),

  cloudProvider: resource(({ provider }) => provider),
  cloudProviderRegion: resource(({ region }) => region),
  cloudProviderAccountId: resource(({ providerAccountId }) => providerAccountId),
  cloudProviderOrgId: resource(({ providerOrgId }) => providerOrgId),
  cloudVmImageReference: resource(({ details }) => details.vm?.vmImageReference),
  cloudVmNetworkId: resource(({ details }) => details.vm?.networkId),
  cloudVmSubnetIds: resource(({ details }) => details.vm?.subnetIds),
  cloudImageRepositoryName: resource(({ details }) => details.image?.repositoryName),
  cloudImageRegistry: resource(({ details }) => details.image?.registry),
  cloudImageDigest: resource(({ details }) => details.image?.imageDigest),
  cloudImageTags: resource(({ details }) => details.image?.imageTags),
  cloudImageArchitecture: resource(({ details }) => details.image?.architecture),
  cloudImagePushedAt: resourceTime(({ details }) => details.image?.pushedAt),
  cloudImageLastInUseAt: resourceTime(({ details }) => details.image?.lastInUseAt),
  cloudImageInUseCount: resourceNumber(({ details }) => details.image?.inUseCount),
  cloudServerlessFunctionName: resource(({ details }) => details.serverlessFunction?.serverlessFunctionName),
  cloudServerlessFunctionRuntime: resource(({ details }) => details.serverlessFunction?.runtime),
  cloudServerlessFunctionExecutionRole: resource(({ details }) => details.serverlessFunction?.executionRole),
  cloudServerlessFunctionLastModifiedAt: resourceTime(({ details }) => details.serverlessFunction?.lastModifiedAt),

  vulnerabilityId: text(({ packageVulnerabilityDetails: one }) => one?.vulnerabilityId),
  vulnerabilitySource: text(({ packageVulnerabilityDetails: one }) => one?.source),
  vendorSeverity: text(({ packageVulnerabilityDetails: one }) => one?.vendorSeverity),
  relatedVulnerabilities: texts(({ packageVulnerabilityDetails: one }) => one?.relatedVulnerabilities),
  vulnerablePackages: { kind: "packages", of: ({ packageVulnerabilityDetails: one }) => one?.vulnerablePackages ?? [] },
  codeVulnerabilityDetectorName: text(({ codeVulnerabilityDetails: one }) => one?.detectorName),
  codeVulnerabilityDetectorTags: texts(({ codeVulnerabilityDetails: one }) => one?.detectorTags),
  codeVulnerabilityFilePath: text(({ codeVulnerabilityDetails: one }) => one?.filePath.filePath),
  networkProtocol: text(({ networkReachabilityDetails: one }) => one?.protocol),
  componentId: texts(({ networkReachabilityDetails: one }) => one?.networkPath.steps.map(({ componentId }) => componentId)),
  componentType: texts(({ networkReachabilityDetails: one }) => one?.networkPath.steps.map(({ componentType }) => componentType)),
  portRange: { kind: "ports", of: ({ networkReachabilityDetails: one }) => some(one?.openPortRange) },
} satisfies Record<Exclude<keyof FilterCriteria, "findingStatus">, FilterField>;

/** What is compared, by the name of the criterion; without the status, which a suppression rule itself changes. */
export const filterFields: ReadonlyMap<string, FilterField> = new Map(Object.entries(fields));

/** The texts of a package that a filter names. https://docs.aws.amazon.com/inspector/v2/APIReference/API_PackageFilter.html */
export const packageFields = [
  ["name", ({ name }: PackageField) => name],
  ["version", ({ version }: PackageField) => version],
  ["release", ({ release }: PackageField) => release],
  ["architecture", ({ arch }: PackageField) => arch],
  ["sourceLayerHash", ({ sourceLayerHash }: PackageField) => sourceLayerHash],
  ["sourceLambdaLayerArn", ({ sourceLambdaLayerArn }: PackageField) => sourceLambdaLayerArn],
  ["filePath", ({ filePath }: PackageField) => filePath],
] as const;
