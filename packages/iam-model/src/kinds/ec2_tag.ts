import { z } from "zod";
import { defineKind } from "../define-kind.ts";

/** A tag of a resource of EC2, by its key. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const ec2Tag = defineKind({
  kind: "ec2_tag",
  title: "EC2 tag",
  id: "the resource's id, a slash, the key",
  facts: z.strictObject({ region: z.string(), resourceType: z.string(), resourceId: z.string(), value: z.string() }),
});
