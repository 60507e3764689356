import type { InspectorFinding } from "./inspector-finding.ts";

/** Findings by what they are: how many of each type, status and kind of resource. */
export interface InspectorCounts {
  readonly findings: number;
  readonly types: ReadonlyMap<string, number>;
  readonly statuses: ReadonlyMap<string, number>;
  /** A finding on several resources counts for each. */
  readonly resources: ReadonlyMap<string, number>;
}
export const noCounts: InspectorCounts = { findings: 0, types: new Map(), statuses: new Map(), resources: new Map() };

/** The counts with one more finding, known or not. */
export const countFinding = (counts: InspectorCounts, { type, status, resources }: InspectorFinding): InspectorCounts => ({
  findings: counts.findings + 1,
  types: plus(counts.types, type),
  statuses: plus(counts.statuses, status),
  resources: resources.reduce((sum, resource) => plus(sum, resource.type), counts.resources),
});

const plus = (counts: ReadonlyMap<string, number>, name: string): ReadonlyMap<string, number> =>
  new Map([...counts, [name, (counts.get(name) ?? 0) + 1]]);

// https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html
const knownTypes: ReadonlySet<string> = new Set(["PACKAGE_VULNERABILITY", "CODE_VULNERABILITY", "NETWORK_REACHABILITY"]);
const knownStatuses: ReadonlySet<string> = new Set(["ACTIVE", "SUPPRESSED", "CLOSED"]);
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_Resource.html
const knownResources: ReadonlySet<string> = new Set([
  ...["AWS_EC2_INSTANCE", "AWS_ECR_CONTAINER_IMAGE", "AWS_ECR_REPOSITORY", "AWS_LAMBDA_FUNCTION", "CODE_REPOSITORY", "MACHINE_IMAGE"],
  ...["Microsoft.Compute/virtualMachines", "Microsoft.ContainerRegistry/registry/containerImage", "Microsoft.Web/sites"],
  ...["compute.googleapis.com/Instance", "artifactregistry.googleapis.com/DockerImage", "cloudfunctions.googleapis.com/Function"],
]);

/** What of these counts is newer than this version, in words such as `type QUANTUM_VULNERABILITY`: to be told, never dropped. */
export const unknownsOf = ({ types, statuses, resources }: InspectorCounts): string[] =>
  [
    ...[...types.keys()].flatMap((name) => (knownTypes.has(name) ? [] : [`type ${name}`])),
    ...[...statuses.keys()].flatMap((name) => (knownStatuses.has(name) ? [] : [`status ${name}`])),
    ...[...resources.keys()].flatMap((name) => (knownResources.has(name) ? [] : [`resource type ${name}`])),
  ].sort();
