import { parseArn } from "@plumbline/finding-model/arn";
import type { KdiEntry, Locators } from "@plumbline/kdi-writer/kdi";
import type { InspectorFinding, InspectorResource } from "@plumbline/vulnerabilities/inspector-finding";
import { addressOf, type Host, hostOf } from "./host.ts";
import type { Note } from "./note.ts";
import type { EntryOptions } from "./options.ts";
import { each, said, toKdiInstant } from "./words.ts";

type Asset = KdiEntry["asset"];
/** What a resource of one type is as an asset. */
interface Described {
  readonly locators: Locators;
  readonly image?: boolean;
  readonly os?: string | undefined;
  readonly tags?: readonly (string | undefined)[];
  readonly notes?: readonly Note[];
  /** The tag that the locators say already. */
  readonly saidTag?: string | undefined;
}
type Describe = (resource: InspectorResource & { readonly id: string }, options: EntryOptions) => Described;

/** `key:value` where there is a value. */
const tag = (key: string, value: string | undefined): string | undefined => (said(value) ? `${key}:${said(value)}` : undefined);
const inArn = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

const instance: Describe = ({ id, tags, details: { awsEc2Instance, vm } }, { nameTagAsHostname = true }) => {
  const name = nameTagAsHostname ? said(tags["Name"]) : undefined;
  const host: Host | undefined = name === undefined ? {} : hostOf(name);
  const address = addressOf(awsEc2Instance?.ipV4Addresses ?? vm?.ipV4Addresses ?? []);
  const locators = { ...host, ...(address && { ip_address: address }) };
  // Security Hub names instances by their ARN.
  const [, bare] = /(?:^|[:/])(i-[0-9a-z]+)$/.exec(id) ?? [];
  return {
    // A managed node (`mi-...`) has no id that Kenna knows, and its name and address may be another one's too.
    locators: bare ? { ec2: bare, ...locators } : { external_id: id },
    os: awsEc2Instance?.platform ?? vm?.platform,
    ...(host ? { saidTag: name === undefined ? undefined : "Name" } : { notes: [{ kind: "name-is-no-host", subject: name ?? "" }] }),
  };
};

const digest = /^[a-z0-9+._-]+:[0-9a-f]{32,}$/i;
const image: Describe = ({ id, details: { awsEcrContainerImage: own, image: other } }) => {
  const hash = [own?.imageHash, other?.imageDigest, inArn(id)].map(said).find((one) => one !== undefined && digest.test(one));
  return {
    locators: hash === undefined ? { external_id: id } : { image_id: hash },
    image: hash !== undefined,
    os: own?.platform ?? other?.platform,
    tags: [
      ...prefixed("registry-", own?.registry ?? other?.registry),
      ...prefixed("repository-", own?.repositoryName ?? other?.repositoryName),
      ...(own?.imageTags ?? other?.imageTags ?? []),
      tag("architecture", own?.architecture ?? other?.architecture),
    ],
  };
};
/** As the toolkit's task writes them. */
const prefixed = (prefix: string, value: string | undefined): string[] => (said(value) ? [`${prefix}${said(value)}`] : []);

const repository: Describe = ({ id }) => ({
  locators: { external_id: id },
  tags: prefixed("repository-", parseArn(id)?.resource.replace(/^repository\//, "")),
});

const serverless: Describe = ({ id, details: { awsLambdaFunction: own, serverlessFunction: other } }) => {
  const name = said(own?.functionName ?? other?.serverlessFunctionName);
  return {
    locators: { external_id: id, ...(name && { application: name }) },
    tags: [tag(own ? "lambda-function" : "function", name), tag("runtime", own?.runtime ?? other?.runtime)],
  };
};

const codeRepository: Describe = ({ id, details: { codeRepository: own } }) => {
  const project = said(own?.projectName);
  return {
    locators: { external_id: id, ...(project && { application: project }) },
    tags: [tag("project", project), tag("code-provider", own?.providerType), tag("code-integration", own?.integrationArn)],
  };
};

const machineImage: Describe = ({ id, details: { machineImage: own } }) => ({
  locators: { external_id: id },
  os: own?.platform,
  tags: [tag("machine-image", own?.name), tag("architecture", own?.architecture), tag("image-owner", own?.ownerAccountId)],
});

// Only its id is its own: another machine of another network may have its name and its address.
const virtualMachine: Describe = ({ id, details: { vm } }) => ({
  locators: { external_id: id },
  os: vm?.platform,
  tags: [tag("vm", vm?.vmName), ...(vm?.ipV4Addresses ?? []).map((address) => tag("ip", address))],
});

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Resource.html */
const kinds: ReadonlyMap<string, Describe> = new Map([
  ["AWS_EC2_INSTANCE", instance],
  ["AWS_ECR_CONTAINER_IMAGE", image],
  ["AWS_ECR_REPOSITORY", repository],
  ["AWS_LAMBDA_FUNCTION", serverless],
  ["CODE_REPOSITORY", codeRepository],
  ["MACHINE_IMAGE", machineImage],
  ["Microsoft.Compute/virtualMachines", virtualMachine],
  ["compute.googleapis.com/Instance", virtualMachine],
  ["Microsoft.ContainerRegistry/registry/containerImage", image],
  ["artifactregistry.googleapis.com/DockerImage", image],
  ["Microsoft.Web/sites", serverless],
  ["cloudfunctions.googleapis.com/Function", serverless],
]);
const unknown: Describe = ({ id, type }) => ({
  locators: { external_id: id },
  tags: [tag("resource-type", type)],
  notes: [{ kind: "unknown-resource-type", subject: type }],
});

/**
 * A resource of a finding as an asset of Kenna: at least one locator, none of them empty, tags and operating system. The locators are such
 * that the first of Kenna's default order names this resource and no other. No asset is made of a resource without an id.
 */
export const assetOf = (
  finding: InspectorFinding,
  resource: InspectorResource,
  options: EntryOptions,
): { readonly asset?: Asset; readonly tagsOf?: string; readonly notes: readonly Note[] } => {
  const id = said(resource.id);
  if (id === undefined) return { notes: [{ kind: "no-asset", subject: finding.findingArn }] };
  const { locators, os, notes = [], ...described } = (kinds.get(resource.type) ?? unknown)({ ...resource, id }, options);
  const own = Object.entries(resource.tags).filter(([key]) => key !== described.saidTag);
  const tags = each([
    ...own.map(([key, value]) => (said(value) === undefined ? key : `${key}:${value.trim()}`)),
    ...(described.tags ?? []),
    ...(options.placeTags === false ? [] : placeTags(finding, resource)),
  ]);
  const asset = {
    ...locators,
    ...(described.image && { asset_type: "image" as const }),
    ...(tags.length > 0 && { tags }),
    ...(said(os) && { os: said(os) }),
    last_seen_at: toKdiInstant(options.ignoreScannerLastSeenTime ? options.now : finding.lastObservedAt),
  };
  // One image may lie in several repositories, each with its own tags.
  return { asset, tagsOf: locators.ec2 ?? id, notes };
};

const placeTags = ({ awsAccountId, findingArn }: InspectorFinding, resource: InspectorResource) => {
  const named = parseArn(resource.id);
  const isElsewhere = (said(resource.provider) ?? "AWS") !== "AWS";
  const account = said(named?.account) ?? (isElsewhere ? undefined : said(resource.providerAccountId)) ?? awsAccountId;
  return [
    tag("account", account),
    tag("region", said(resource.region) ?? said(named?.region) ?? parseArn(findingArn)?.region),
    ...(isElsewhere ? [tag("provider", resource.provider), tag("provider-account", resource.providerAccountId)] : []),
  ];
};
