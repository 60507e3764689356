/**
 * Stands in for Elastic Beanstalk, of which the emulator's environments have neither id nor CNAME and can't be filtered, swapped or
 * terminated. Shapes are those of AWS's service model. https://docs.aws.amazon.com/elasticbeanstalk/latest/api/Welcome.html
 */
import type { Call } from "./aws-call.ts";
import type { Faults, Reply } from "./faults.ts";
import { type Answered, answered, recordsIn, refused, textsIn } from "./query.ts";

interface Application {
  readonly name: string;
  readonly arn: string;
  readonly created: Date;
  description: string | undefined;
  updated: Date;
}
interface Environment {
  readonly id: string;
  readonly name: string;
  readonly application: string;
  readonly arn: string;
  readonly endpoint: string;
  readonly created: Date;
  description: string | undefined;
  version: string | undefined;
  cname: string;
  updated: Date;
  terminated: Date | undefined;
}
/** What one account has in one region. */
interface World {
  readonly applications: Map<string, Application>;
  readonly environments: Environment[];
  readonly tags: Map<string, Map<string, string>>;
}
interface Options {
  now(): Date;
  /** How long an environment is Launching; its endpoint comes after that. None unless told. */
  readonly launchSeconds?: number;
  /** How long it is Terminating. None unless told. */
  readonly terminateSeconds?: number;
}
type Operation = (call: Call, world: World) => { readonly [name: string]: Answered } | undefined;

class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
const namespace = "http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/";
const invalid = (message: string) => new Refusal("InvalidParameterValue", message);

/** Answers the calls of Beanstalk by account and region, and keeps what they make; other calls and operations are left to the emulator. */
export function beanstalk(options: Options): Faults {
  const worlds = new Map<string, World>();
  const operations = operationsOf(options);
  return (call) => {
    const operation = call.service === "elasticbeanstalk" ? operations[call.operation] : undefined;
    if (operation === undefined) return undefined;
    const place = `${call.account} ${call.region}`;
    const world = worlds.get(place) ?? { applications: new Map(), environments: [], tags: new Map() };
    worlds.set(place, world);
    return replyTo(call, () => operation(call, world));
  };
}

function replyTo({ operation }: Call, work: () => ReturnType<Operation>): Reply {
  try {
    return answered(operation, namespace, work());
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.message);
    throw error;
  }
}

function operationsOf({ now, launchSeconds = 0, terminateSeconds = 0 }: Options): Readonly<Record<string, Operation>> {
  const isOver = (from: Date, seconds: number) => now().getTime() >= from.getTime() + seconds * 1000;
  const statusOf = ({ created, terminated }: Environment) => {
    if (terminated !== undefined) return isOver(terminated, terminateSeconds) ? "Terminated" : "Terminating";
    return isOver(created, launchSeconds) ? "Ready" : "Launching";
  };
  const isLive = (one: Environment) => statusOf(one) !== "Terminated";
  const described = (one: Environment) => {
    const status = statusOf(one);
    return {
      ...{ EnvironmentName: one.name, EnvironmentId: one.id, ApplicationName: one.application, EnvironmentArn: one.arn },
      ...{ Description: one.description, VersionLabel: one.version, DateCreated: one.created, DateUpdated: one.updated },
      ...{ Status: status, Health: status === "Ready" ? "Green" : "Grey", CNAME: one.cname, AbortableOperationInProgress: false },
      EndpointURL: status === "Launching" ? undefined : one.endpoint,
      Tier: { Name: "WebServer", Type: "Standard", Version: "1.0" },
    };
  };
  /** The live environment that a call names by id, by name or by both. */
  const named = ({ environments }: World, id: string | undefined, name: string | undefined) => {
    if (!id && !name) throw new Refusal("MissingRequiredParameter", "Must specify either EnvironmentId or EnvironmentName.");
    const found = environments.find((one) => isLive(one) && (!id || one.id === id) && (!name || one.name === name));
    if (found === undefined) throw invalid(`No Environment found for EnvironmentName = '${id || name}'.`);
    return found;
  };
  const own = ({ parameters }: Call, world: World) => named(world, parameters["EnvironmentId"], parameters["EnvironmentName"]);
  /** The tags of what has that ARN, which a later environment of the same name has again. */
  const tagsOf = ({ tags, environments }: World, { parameters }: Call) => {
    const arn = parameters["ResourceArn"] ?? "";
    const known = tags.get(arn);
    const last = environments.findLast((one) => one.arn === arn);
    const isGone = last !== undefined && !isLive(last);
    if (known === undefined || isGone) throw new Refusal("ResourceNotFoundException", `Resource not found for arn '${arn}'.`);
    return known;
  };
  const terminate = (one: Environment) => {
    one.terminated ??= now();
    one.updated = now();
  };

  return {
    CreateApplication(call, world) {
      const name = call.parameters["ApplicationName"] ?? "";
      if (world.applications.has(name)) throw invalid(`Application ${name} already exists.`);
      const made = { name, arn: arnOf(call, `application/${name}`), description: call.parameters["Description"] };
      const application: Application = { ...made, created: now(), updated: now() };
      world.applications.set(name, application);
      world.tags.set(application.arn, givenTags(call));
      return { Application: describedApplication(application) };
    },
    DescribeApplications({ parameters }, { applications }) {
      const names = textsIn(parameters, "ApplicationNames");
      const wanted = [...applications.values()].filter(({ name }) => names === undefined || names.includes(name));
      return { Applications: wanted.map(describedApplication) };
    },
    UpdateApplication(call, world) {
      const application = applicationOf(call, world);
      application.description = call.parameters["Description"] ?? application.description;
      application.updated = now();
      return { Application: describedApplication(application) };
    },
    DeleteApplication(call, world) {
      const { name, arn } = applicationOf(call, world);
      const held = world.environments.filter((one) => one.application === name && isLive(one));
      if (held.length > 0 && call.parameters["TerminateEnvByForce"] !== "true")
        throw invalid(`Unable to delete application ${name} because it has ${held.length} running environments.`);
      for (const one of held) terminate(one);
      world.applications.delete(name);
      world.tags.delete(arn);
      return undefined;
    },
    CreateEnvironment(call, world) {
      const { parameters, region } = call;
      const application = applicationOf(call, world).name;
      const name = parameters["EnvironmentName"] ?? "";
      if (world.environments.some((one) => one.name === name && isLive(one))) throw invalid(`Environment ${name} already exists.`);
      const number = world.environments.length + 1;
      const id = `e-${number.toString(36).padStart(10, "a")}`;
      const settings = recordsIn(parameters, "OptionSettings");
      const isSingle = settings.some(({ OptionName, Value }) => OptionName === "EnvironmentType" && Value === "SingleInstance");
      const balancer = `awseb-${id}-1234567890.${region}.elb.amazonaws.com`;
      const environment: Environment = {
        ...{ id, name, application, arn: arnOf(call, `environment/${application}/${name}`), terminated: undefined },
        ...{ created: now(), updated: now(), description: parameters["Description"], version: parameters["VersionLabel"] },
        cname: `${parameters["CNAMEPrefix"] ?? `${name}.${id.slice(2)}`}.${region}.elasticbeanstalk.com`,
        endpoint: isSingle ? `192.0.2.${number % 256}` : balancer,
      };
      world.environments.push(environment);
      world.tags.set(environment.arn, givenTags(call));
      return described(environment);
    },
    DescribeEnvironments({ parameters }, { environments }) {
      const [ids, names] = [textsIn(parameters, "EnvironmentIds"), textsIn(parameters, "EnvironmentNames")];
      const since = Date.parse(parameters["IncludedDeletedBackTo"] ?? "1970-01-01");
      const isTold = (one: Environment) =>
        isLive(one) || (parameters["IncludeDeleted"] === "true" && (one.terminated?.getTime() ?? 0) >= since);
      const wanted = environments
        .filter((one) => isTold(one) && (ids?.includes(one.id) ?? true) && (names?.includes(one.name) ?? true))
        .filter((one) => (parameters["ApplicationName"] ?? one.application) === one.application)
        .filter((one) => (parameters["VersionLabel"] ?? one.version) === one.version);
      const from = Number(parameters["NextToken"] ?? 0);
      const to = from + Number(parameters["MaxRecords"] ?? wanted.length);
      return { Environments: wanted.slice(from, to).map(described), NextToken: to < wanted.length ? String(to) : undefined };
    },
    UpdateEnvironment(call, world) {
      const environment = own(call, world);
      environment.description = call.parameters["Description"] ?? environment.description;
      environment.version = call.parameters["VersionLabel"] ?? environment.version;
      environment.updated = now();
      return described(environment);
    },
    SwapEnvironmentCNAMEs({ parameters }, world) {
      const source = named(world, parameters["SourceEnvironmentId"], parameters["SourceEnvironmentName"]);
      const destination = named(world, parameters["DestinationEnvironmentId"], parameters["DestinationEnvironmentName"]);
      [source.cname, destination.cname] = [destination.cname, source.cname];
      return undefined;
    },
    TerminateEnvironment(call, world) {
      const environment = own(call, world);
      terminate(environment);
      return described(environment);
    },
    ListTagsForResource(call, world) {
      const tags = [...tagsOf(world, call)].map(([Key, Value]) => ({ Key, Value }));
      return { ResourceArn: call.parameters["ResourceArn"], ResourceTags: tags };
    },
    UpdateTagsForResource(call, world) {
      const tags = tagsOf(world, call);
      for (const key of textsIn(call.parameters, "TagsToRemove") ?? []) tags.delete(key);
      for (const { Key = "", Value = "" } of recordsIn(call.parameters, "TagsToAdd")) tags.set(Key, Value);
      return undefined;
    },
  };
}

const partitionOf = (region: string) => (region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws");
const arnOf = ({ account, region }: Call, resource: string): string =>
  `arn:${partitionOf(region)}:elasticbeanstalk:${region}:${account}:${resource}`;

function applicationOf({ parameters }: Call, { applications }: World): Application {
  const name = parameters["ApplicationName"] ?? "";
  const application = applications.get(name);
  if (application === undefined) throw invalid(`No Application named '${name}' found.`);
  return application;
}
const describedApplication = ({ name, arn, description, created, updated }: Application) => ({
  ...{ ApplicationName: name, ApplicationArn: arn, Description: description, DateCreated: created, DateUpdated: updated },
  ...{ Versions: [], ConfigurationTemplates: [] },
});

/** What is made has the tags that were given with it, and none of something older by the same name. */
const givenTags = ({ parameters }: Call): Map<string, string> =>
  new Map(recordsIn(parameters, "Tags").map(({ Key = "", Value = "" }) => [Key, Value]));
