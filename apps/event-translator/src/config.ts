import { GlobalOptions } from "@plumbline/cli/global-options";
import { z } from "zod";

/** Everything that the command and the function can be told. */
export const Config = GlobalOptions.extend({
  sqs: z.url({ protocol: /^https?$/, error: "must be a queue URL" }).optional(),
  ownPrincipals: z.array(z.string().startsWith("arn:", "must be the ARN of a user or a role")).default([]),
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  format: z.enum(["json", "jsonl"]).default("jsonl"),
});
export type Config = z.infer<typeof Config>;
