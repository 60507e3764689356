import { z } from "zod";
import { Instant } from "./instant.ts";

/** A filter of Inspector; one whose action is SUPPRESS is a suppression rule. https://docs.aws.amazon.com/inspector/v2/APIReference/API_Filter.html */
export const InspectorFilter = z.object({
  ...{ arn: z.string().min(1), name: z.string().min(1), action: z.string(), ownerId: z.string().optional() },
  ...{ description: z.string().optional(), reason: z.string().optional(), updatedAt: Instant.optional() },
  /** By name; what each holds is read where it is compared, so that a newer one is no reason to refuse the others. */
  criteria: z.record(z.string(), z.array(z.unknown()).optional()),
});
export type InspectorFilter = z.infer<typeof InspectorFilter>;
