import { GlobalOptions, toList } from "@plumbline/cli/global-options";
import { z } from "zod";

const Principal = z.string().startsWith("arn:", "must be the ARN of a user or a role");
const Queue = z.url({ protocol: /^https?$/, error: "must be a queue URL" });

/** Everything that the command can be told. */
export const Config = GlobalOptions.extend({
  sqs: Queue.optional(),
  ownPrincipals: z.array(Principal).default([]),
  checks: z.array(z.string()).optional(),
  excludeChecks: z.array(z.string()).optional(),
  format: z.enum(["json", "jsonl"]).default("jsonl"),
});
export type Config = z.infer<typeof Config>;

const unset = (text: unknown) => (text === "" ? undefined : text);
const list = <S extends z.ZodType>(of: S) => z.preprocess((text) => toList(typeof text === "string" ? text : ""), z.array(of));
const checks = z.preprocess((text) => (typeof text === "string" && text !== "" ? toList(text) : undefined), z.array(z.string()).optional());

/** Everything that the Lambda is told, by its environment. */
export const LambdaConfig = z.object({
  /** Where messages go. */
  PLUMBLINE_SQS: Queue,
  /** Where an event goes that can't be read, with the reason; without it, the event is rejected. */
  PLUMBLINE_DEAD_LETTER: z.preprocess(unset, Queue.optional()),
  PLUMBLINE_OWN_PRINCIPALS: list(Principal),
  PLUMBLINE_ACCOUNT_ROLE: z.preprocess(unset, z.string().default("member_remediator")),
  PLUMBLINE_CHECKS: checks,
  PLUMBLINE_EXCLUDE_CHECKS: checks,
});
export type LambdaConfig = z.output<typeof LambdaConfig>;
