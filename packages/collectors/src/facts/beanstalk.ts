import type { EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import type { Aws, EventPlace } from "@plumbline/audit-kit/define";
import { arn, parseArn } from "@plumbline/finding-model/arn";
import { isIn } from "./event-id.ts";
import { type Tags, toTags } from "./tags.ts";

const sdk = () => import("@aws-sdk/client-elastic-beanstalk");

/** A name, or the part of an ARN of Beanstalk's behind its kind: `shop/shop-live` for an environment. */
export interface Named {
  /** `application`, `environment` and others; undefined for a plain name. */
  readonly kind: string | undefined;
  readonly path: string;
}

/**
 * Reads a name or an ARN; undefined for an ARN of another service or place, and for no name at all.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.iam.policies.arn.html
 */
export function namedIn(text: string, place: EventPlace): Named | undefined {
  const parts = parseArn(text);
  if (!parts) return text === "" || text.startsWith("arn:") ? undefined : { kind: undefined, path: text };
  const [, kind, path] = /^([a-z]+)\/(.+)$/.exec(parts.resource) ?? [];
  return parts.service === "elasticbeanstalk" && isIn(place, parts) && path !== undefined ? { kind, path } : undefined;
}

/** The ARN of an application by its name. */
export const applicationArn = ({ partition, account, region }: EventPlace, name: string): string =>
  arn({ partition, service: "elasticbeanstalk", region, account, resource: `application/${name}` });

interface Filter {
  readonly ApplicationName?: string;
  readonly EnvironmentIds?: string[];
  readonly EnvironmentNames?: string[];
}
/**
 * Environments, without those that were terminated. The SDK has no paginator for this call.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DescribeEnvironments.html
 */
export async function* environmentsOf(aws: Aws, filter: Filter = {}): AsyncGenerator<EnvironmentDescription> {
  const { ElasticBeanstalkClient, DescribeEnvironmentsCommand } = await sdk();
  const client = aws.client(ElasticBeanstalkClient);
  let token: string | undefined;
  do {
    const input = { ...filter, IncludeDeleted: false, MaxRecords: 1000, NextToken: token };
    const { Environments, NextToken } = await client.send(new DescribeEnvironmentsCommand(input));
    yield* Environments ?? [];
    token = NextToken;
  } while (token);
}

/** Reads the tags of an application or environment. */
export async function readBeanstalkTags(aws: Aws, ResourceArn: string): Promise<Tags> {
  const { ElasticBeanstalkClient, ListTagsForResourceCommand } = await sdk();
  return toTags((await aws.client(ElasticBeanstalkClient).send(new ListTagsForResourceCommand({ ResourceArn }))).ResourceTags);
}
