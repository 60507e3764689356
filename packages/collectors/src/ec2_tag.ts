import type { TagDescription } from "@aws-sdk/client-ec2";
import { defineCollector } from "@plumbline/audit-kit/define";
import { z } from "zod";
import { ec2Tags } from "./facts/event-id.ts";

const sdk = () => import("@aws-sdk/client-ec2");
const Base = z.object({
  /** The resource's id, a slash, the key. */
  id: z.string().min(1),
  resourceType: z.string(),
  resourceId: z.string().min(1),
  key: z.string(),
  value: z.string(),
});
const toBase = ({ ResourceId = "", ResourceType, Key = "", Value = "" }: TagDescription) => ({
  ...{ id: `${ResourceId}/${Key}`, resourceType: ResourceType ?? "", resourceId: ResourceId, key: Key, value: Value },
});

/** A tag of any resource of EC2. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const ec2Tag = defineCollector({
  type: "ec2_tag",
  title: "EC2 tag",
  scope: "regional",
  iam: ["ec2:DescribeTags"],
  gone: [],
  base: Base,
  async *list(aws) {
    const { EC2Client, paginateDescribeTags } = await sdk();
    for await (const page of paginateDescribeTags({ client: aws.client(EC2Client) }, { MaxResults: 1000 }))
      yield* (page.Tags ?? []).map(toBase);
  },
  /** By a resource's id alone it finds all tags of that resource, since that is what events name. */
  async find(aws, id) {
    const { EC2Client, paginateDescribeTags } = await sdk();
    const [resourceId = "", ...rest] = id.split("/");
    const key = rest.length > 0 ? [{ Name: "key", Values: [rest.join("/")] }] : [];
    const found: z.input<typeof Base>[] = [];
    const asked = { Filters: [{ Name: "resource-id", Values: [resourceId] }, ...key] };
    for await (const page of paginateDescribeTags({ client: aws.client(EC2Client) }, asked)) found.push(...(page.Tags ?? []).map(toBase));
    return found;
  },
  aspects: {},
  // Tags that are deleted, or are deleted with their resource, are told by the resource's id: only who keeps them knows which they were.
  events: ec2Tags(/^[a-z]+-[0-9a-f]+$/).map((event) => ({ ...event, isHeld: true })),
});
