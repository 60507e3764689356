import type { EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import { type Aws, defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { applicationArn, environmentsOf, namedIn, readBeanstalkTags } from "./facts/beanstalk.ts";
import { Tags } from "./facts/tags.ts";

const source = "elasticbeanstalk.amazonaws.com";
// Answers are not in the records: a record has the id or the name, as the caller gave it.
const id = ["requestParameters.environmentId", "requestParameters.environmentName"] as const;
const updated = { source, effect: "update", touches: [] } as const;
// A new environment may be named by a manifest that the record does not show, but its application is always there.
const made = {
  source,
  effect: "create",
  id: "requestParameters.applicationName",
  toId: (name: string, place: EventPlace) => applicationArn(place, name),
  settleSeconds: 900,
} as const;

const toBase = (aws: Aws, one: EnvironmentDescription) => ({
  id: one.EnvironmentId ?? "",
  name: one.EnvironmentName ?? "",
  arn: one.EnvironmentArn ?? "",
  description: one.Description,
  application: one.ApplicationName ?? "",
  applicationArn: applicationArn(aws, one.ApplicationName ?? ""),
  cname: one.CNAME,
  endpoint: one.EndpointURL,
  status: one.Status ?? "",
});

const Base = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  arn: z.string().min(1),
  description: z.string().optional(),
  /** The name of its application. */
  application: z.string().min(1),
  applicationArn: z.string(),
  /** The host name that users call; a swap gives it to another environment. */
  cname: z.string().optional(),
  /** The host name of its load balancer, or the IP address of its only instance. */
  endpoint: z.string().optional(),
  /** AWS's word, such as Ready, Launching or Terminating. */
  status: z.string(),
});

const isEnvironmentId = (text: string) => /^e-[a-z0-9]+$/.test(text);
/** Which environments an id, a name, an ARN or the ARN of an application stands for. */
function filterOf(named: string, place: EventPlace) {
  const { kind, path = "" } = namedIn(named, place) ?? {};
  if (kind === "application") return [{ ApplicationName: path }];
  const name = kind === "environment" ? path.slice(path.indexOf("/") + 1) : kind === undefined ? path : "";
  if (name === "") return [];
  // A name may look like an id.
  return [...(kind === undefined && isEnvironmentId(name) ? [{ EnvironmentIds: [name] }] : []), { EnvironmentNames: [name] }];
}

/**
 * An environment of Elastic Beanstalk that was not terminated, named by its id.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_EnvironmentDescription.html
 */
export const beanstalkEnvironment = defineCollector({
  type: "beanstalk_environment",
  title: "Elastic Beanstalk environment",
  scope: "regional",
  iam: ["elasticbeanstalk:DescribeEnvironments"],
  gone: ["ResourceNotFoundException"],
  base: Base,
  async *list(aws) {
    for await (const one of environmentsOf(aws)) yield toBase(aws, one);
  },
  /** Also takes a name, and the ARN of an application, which stands for all of its environments. */
  async find(aws, id) {
    const found: z.input<typeof Base>[] = [];
    for (const filter of filterOf(id, aws)) {
      for await (const one of environmentsOf(aws, filter)) found.push(toBase(aws, one));
      if (found.length > 0) break;
    }
    return found;
  },
  aspects: {
    tags: {
      iam: ["elasticbeanstalk:ListTagsForResource"],
      schema: Tags,
      fetch: (aws, { arn }) => readBeanstalkTags(aws, arn),
    },
  },
  events: [
    { ...made, name: "CreateEnvironment" },
    { ...made, name: "ComposeEnvironments" },
    // The endpoint comes when the environment is ready.
    { ...updated, name: "UpdateEnvironment", id, settleSeconds: 900 },
    { ...updated, name: "RebuildEnvironment", id, settleSeconds: 900 },
    {
      ...updated,
      name: "SwapEnvironmentCNAMEs",
      settleSeconds: 60,
      id: ["requestParameters.sourceEnvironmentId", "requestParameters.sourceEnvironmentName"],
    },
    {
      ...updated,
      name: "SwapEnvironmentCNAMEs",
      settleSeconds: 60,
      id: ["requestParameters.destinationEnvironmentId", "requestParameters.destinationEnvironmentName"],
    },
    {
      ...updated,
      name: "UpdateTagsForResource",
      touches: ["tags"],
      id: "requestParameters.resourceArn",
      toId: (named, place) => (namedIn(named, place)?.kind === "environment" ? named.slice(named.lastIndexOf("/") + 1) : undefined),
    },
    { source, name: "TerminateEnvironment", effect: "delete", id },
  ],
});
