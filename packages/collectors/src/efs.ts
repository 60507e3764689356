import type { FileSystemDescription } from "@aws-sdk/client-efs";
import { defineCollector } from "@plumbline/audit-kit/define";
import { parseArn } from "@plumbline/finding-model/arn";
import { z } from "zod";
import { isIn } from "./facts/event-id.ts";
import { Tags, toTags } from "./facts/tags.ts";

const sdk = () => import("@aws-sdk/client-efs");

const toBase = (one: FileSystemDescription) => ({
  id: one.FileSystemId ?? "",
  name: one.Name,
  status: one.LifeCycleState ?? "",
  encrypted: one.Encrypted,
  tags: toTags(one.Tags),
});

/** An EFS file system. Only benchmarks ask of it, so no event is watched. https://docs.aws.amazon.com/efs/latest/ug/API_DescribeFileSystems.html */
export const efs = defineCollector({
  type: "efs",
  title: "EFS file system",
  scope: "regional",
  iam: ["elasticfilesystem:DescribeFileSystems"],
  gone: ["FileSystemNotFound"],
  base: z.object({
    id: z.string().min(1),
    name: z.string().optional(),
    /** AWS's life cycle state, such as available or deleting. */
    status: z.string(),
    encrypted: z.boolean().optional(),
    tags: Tags,
  }),
  async *list(aws) {
    const { EFSClient, paginateDescribeFileSystems } = await sdk();
    for await (const page of paginateDescribeFileSystems({ client: aws.client(EFSClient) }, {}))
      yield* (page.FileSystems ?? []).map(toBase);
  },
  async find(aws, id) {
    const arn = parseArn(id);
    const FileSystemId = arn === undefined ? id : toFileSystem(arn.resource);
    if (!FileSystemId || (arn && !isIn(aws, arn))) return [];
    const { EFSClient, DescribeFileSystemsCommand } = await sdk();
    const { FileSystems } = await aws.client(EFSClient).send(new DescribeFileSystemsCommand({ FileSystemId }));
    return (FileSystems ?? []).map(toBase);
  },
  aspects: {},
  events: [],
});

const toFileSystem = (resource: string): string | undefined => /^file-system\/(.+)$/.exec(resource)?.[1];
