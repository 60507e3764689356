import type { ApplicationDescription } from "@aws-sdk/client-elastic-beanstalk";
import { defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { namedIn, readBeanstalkTags } from "./facts/beanstalk.ts";
import { Tags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-elastic-beanstalk");
// CodeDeploy has events of the same names.
const source = "elasticbeanstalk.amazonaws.com";
const id = "requestParameters.applicationName";

const toBase = (one: ApplicationDescription) => ({
  id: one.ApplicationName ?? "",
  arn: one.ApplicationArn ?? "",
  description: one.Description,
  createdAt: one.DateCreated?.toISOString(),
});

/** The name of an application; undefined for an ARN of something else. */
function toId(named: string, place: EventPlace): string | undefined {
  const { kind = "application", path } = namedIn(named, place) ?? {};
  return kind === "application" ? path : undefined;
}

/**
 * An application of Elastic Beanstalk, named by its name.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ApplicationDescription.html
 */
export const beanstalkApplication = defineCollector({
  type: "beanstalk_application",
  title: "Elastic Beanstalk application",
  scope: "regional",
  iam: ["elasticbeanstalk:DescribeApplications"],
  gone: ["ResourceNotFoundException"],
  base: z.object({
    id: z.string().min(1),
    arn: z.string().min(1),
    description: z.string().optional(),
    createdAt: z.iso.datetime().optional(),
  }),
  async *list(aws) {
    const { ElasticBeanstalkClient, DescribeApplicationsCommand } = await sdk();
    // One answer holds all of them: the call has no pages.
    const { Applications } = await aws.client(ElasticBeanstalkClient).send(new DescribeApplicationsCommand({}));
    yield* (Applications ?? []).map(toBase);
  },
  async find(aws, id) {
    const name = toId(id, aws);
    if (name === undefined) return [];
    const { ElasticBeanstalkClient, DescribeApplicationsCommand } = await sdk();
    const command = new DescribeApplicationsCommand({ ApplicationNames: [name] });
    return ((await aws.client(ElasticBeanstalkClient).send(command)).Applications ?? []).map(toBase);
  },
  aspects: {
    tags: {
      iam: ["elasticbeanstalk:ListTagsForResource"],
      schema: Tags,
      fetch: (aws, { arn }) => readBeanstalkTags(aws, arn),
    },
  },
  events: [
    { source, name: "CreateApplication", effect: "create", id },
    { source, name: "UpdateApplication", effect: "update", touches: [], id },
    { source, name: "UpdateTagsForResource", effect: "update", touches: ["tags"], id: "requestParameters.resourceArn", toId },
    { source, name: "DeleteApplication", effect: "delete", id },
  ],
});
