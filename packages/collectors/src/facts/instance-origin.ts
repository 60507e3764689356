import type { Aws, PerBatch } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { applicationArn, environmentsOf } from "./beanstalk.ts";
import type { Instance } from "./instance.ts";

/** The name of an image and what runs on it, such as `Linux/UNIX`. */
const Image = z.object({ name: z.string(), platform: z.string().nullable() }).nullable();

/**
 * The image that an instance was made of; null where AWS no longer shows it, since it was deregistered or is no longer shared. One call for
 * the distinct images: a filter, since a list of ids is refused as a whole for one that is gone.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export const image = {
  iam: ["ec2:DescribeImages"],
  per: 100,
  schema: Image,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const Values = [...new Set(instances.flatMap(({ imageId }) => imageId ?? []))];
    const images = Values.length > 0 ? await imagesOf(aws, Values) : new Map<string, z.input<typeof Image>>();
    return new Map(instances.map(({ id, imageId }) => [id, (imageId && images.get(imageId)) || null]));
  },
} satisfies PerBatch<Instance, typeof Image>;

async function imagesOf(aws: Aws, Values: string[]): Promise<Map<string, z.input<typeof Image>>> {
  const { EC2Client, paginateDescribeImages } = await import("@aws-sdk/client-ec2");
  // AWS deprecates public images after two years, while instances of them run on.
  const input = { Filters: [{ Name: "image-id", Values }], IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 1000 };
  const found = new Map<string, z.input<typeof Image>>();
  for await (const { Images } of paginateDescribeImages({ client: aws.client(EC2Client) }, input))
    for (const { ImageId, Name, PlatformDetails } of Images ?? [])
      if (ImageId && Name) found.set(ImageId, { name: Name, platform: PlatformDetails || null });
  return found;
}

const Environment = z
  .object({
    id: z.string(),
    name: z.string().min(1),
    arn: z.string().min(1),
    /** The name of its application. */
    application: z.string().min(1),
    applicationArn: z.string(),
    /** The host name that users call; a swap gives it to another environment. */
    cname: z.string().nullable(),
  })
  .nullable();

/** The tag by which Beanstalk marks its instances. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.tagging.html */
const environmentTag = "elasticbeanstalk:environment-id";

/** The id of the Beanstalk environment that made an instance, by its tag. */
export const environmentIdOf = ({ tags }: Pick<Instance, "tags">): string | undefined => tags[environmentTag] || undefined;

/** The Beanstalk environment of an instance; null for one that is of none, or whose environment was terminated. */
export const environment = {
  iam: ["elasticbeanstalk:DescribeEnvironments"],
  per: 100,
  schema: Environment,
  async fetch(aws: Aws, instances: readonly Instance[]) {
    const EnvironmentIds = [...new Set(instances.flatMap((one) => environmentIdOf(one) ?? []))];
    const found = new Map<string, z.input<typeof Environment>>();
    if (EnvironmentIds.length > 0)
      for await (const one of environmentsOf(aws, { EnvironmentIds })) {
        const { EnvironmentId: id = "", EnvironmentName: name = "", EnvironmentArn = "", ApplicationName = "", CNAME } = one;
        const ofApplication = { application: ApplicationName, applicationArn: applicationArn(aws, ApplicationName) };
        found.set(id, { id, name, arn: EnvironmentArn, ...ofApplication, cname: CNAME || null });
      }
    return new Map(instances.map((one) => [one.id, found.get(environmentIdOf(one) ?? "") ?? null]));
  },
} satisfies PerBatch<Instance, typeof Environment>;
