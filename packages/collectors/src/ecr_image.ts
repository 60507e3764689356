import type { ImageDetail, Repository } from "@aws-sdk/client-ecr";
import { type Aws, defineCollector, type EventPlace } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { isIn } from "./facts/event-id.ts";
import { untilGone } from "./facts/unless-gone.ts";

const sdk = () => import("@aws-sdk/client-ecr");
const source = "ecr.amazonaws.com";
const gone = ["RepositoryNotFoundException", "ImageNotFoundException"] as const;
// A record names the repository by its ARN, and the digest, if at all, apart from it.
const id = "resources[].ARN";

const toBase = (repository: Repository, image: ImageDetail) => ({
  id: `${repository.repositoryArn}@${image.imageDigest ?? ""}`,
  repository: repository.repositoryName ?? "",
  repositoryArn: repository.repositoryArn ?? "",
  registry: image.registryId ?? repository.registryId ?? "",
  digest: image.imageDigest ?? "",
  imageTags: image.imageTags?.toSorted() ?? [],
  pushedAt: image.imagePushedAt?.toISOString(),
  sizeBytes: image.imageSizeInBytes,
  mediaType: image.artifactMediaType ?? image.imageManifestMediaType,
  uri: `${repository.repositoryUri}@${image.imageDigest ?? ""}`,
});

/** What an ARN of a repository, or of an image in one of the two forms, stands for; undefined for another ARN, or one of another place. */
function partsOf(named: string, place: EventPlace) {
  const arn = parseArn(named);
  if (arn?.service !== "ecr" || !isIn(place, arn)) return undefined;
  // Security Hub and Inspector write a slash. https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resourcedetails-awsecr.html
  const { name, digest } = /^repository\/(?<name>.+?)(?:[@/](?<digest>sha256:[0-9a-f]+))?$/.exec(arn.resource)?.groups ?? {};
  return name === undefined ? undefined : { name, digest };
}
const toId = (named: string, place: EventPlace) => (partsOf(named, place) ? named : undefined);

async function* imagesOf(aws: Aws, repository: Repository): AsyncGenerator<z.input<typeof Base>> {
  const { ECRClient, paginateDescribeImages } = await sdk();
  const { registryId, repositoryName } = repository;
  const pages = paginateDescribeImages({ client: aws.client(ECRClient) }, { registryId, repositoryName, maxResults: 1000 });
  for await (const { imageDetails = [] } of untilGone(gone, pages)) yield* imageDetails.map((image) => toBase(repository, image));
}

const Base = z.object({
  /** The ARN of the repository, `@` and the digest. */
  id: z.string().regex(/@sha256:[0-9a-f]+$/),
  repository: z.string().min(1),
  repositoryArn: z.string(),
  /** The account that holds the registry. */
  registry: z.string(),
  digest: z.string(),
  /** Tags of the image, such as `latest`; none for one of which another took them. */
  imageTags: z.array(z.string()),
  pushedAt: z.iso.datetime().optional(),
  sizeBytes: z.number().optional(),
  mediaType: z.string().optional(),
  /** What to pull it by. */
  uri: z.string(),
});

/**
 * An image in a private repository of ECR, tagged or not; those in the archive, which can't be pulled, are not listed.
 *
 * Events name the repository, which stands for its images: who follows them must take that of an image which `find` no longer answers
 * as gone, or list anew. Lifecycle policies, replication and pull-through caches change images too, and no event of a call says so.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html
 */
export const ecrImage = defineCollector({
  type: "ecr_image",
  title: "ECR image",
  scope: "regional",
  iam: ["ecr:DescribeRepositories", "ecr:DescribeImages"],
  gone,
  base: Base,
  async *list(aws) {
    const { ECRClient, paginateDescribeRepositories } = await sdk();
    for await (const { repositories = [] } of paginateDescribeRepositories({ client: aws.client(ECRClient) }, { maxResults: 1000 }))
      for (const repository of repositories) yield* imagesOf(aws, repository);
  },
  /** Also takes the ARN of a repository, which stands for all of its images, and the form that Security Hub and Inspector write. */
  async find(aws, id) {
    const parts = partsOf(id, aws);
    if (!parts) return [];
    const { ECRClient, DescribeImagesCommand, DescribeRepositoriesCommand } = await sdk();
    const client = aws.client(ECRClient);
    const { name: repositoryName, digest: imageDigest } = parts;
    const { repositories = [] } = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    const found: z.input<typeof Base>[] = [];
    for (const repository of repositories) {
      if (imageDigest === undefined) for await (const image of imagesOf(aws, repository)) found.push(image);
      else {
        const { imageDetails = [] } = await client.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }));
        found.push(...imageDetails.map((image) => toBase(repository, image)));
      }
    }
    return found;
  },
  aspects: {},
  events: [
    { source, name: "PutImage", effect: "create", id, toId },
    { source, name: "BatchDeleteImage", effect: "delete", id, toId },
    { source, name: "DeleteRepository", effect: "delete", id, toId },
  ],
});
