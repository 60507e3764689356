import { GlobalOptions } from "@plumbline/cli/global-options";
import { z } from "zod";

/** Everything that the poller can be told. */
export const Config = GlobalOptions.extend({
  sqs: z.url("must be a queue URL").optional(),
  stdout: z.boolean().default(false),
  onlyUseTestResources: z.boolean().default(false),
  types: z.array(z.string()).min(1).optional(),
  format: z.enum(["json", "jsonl"]).default("jsonl"),
});
export type Config = z.infer<typeof Config>;
