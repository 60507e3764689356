import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { z } from "zod";
import { translateOptions } from "./command.ts";
import { Config } from "./config.ts";

/** What only a deployment sets. A variable that is empty counts as not set. */
const Variables = z.object({
  /** Takes what can't be read, with the reason; without it, such an event is rejected. */
  PLUMBLINE_DEAD_LETTER_QUEUE: z.url("must be the URL of the dead-letter queue").optional(),
});

export interface LambdaSettings {
  readonly config: Config & { readonly sqs: string };
  readonly deadLetterQueue: string | undefined;
}

/** Reads what the function is told by its environment. Throws a CommandError that names the variable. */
export function readLambdaSettings(environment: Io["environment"]): LambdaSettings {
  const command = translateOptions();
  readVariables(command, environment);
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const variables = Variables.safeParse(set);
  const hint = "set it in the environment of the function";
  if (!variables.success) {
    const [issue] = variables.error.issues;
    throw usageError(`${String(issue?.path[0])}: ${issue?.message ?? "invalid"}`, hint);
  }
  const { sqs, ...config } = parseOptions(Config, command);
  if (sqs === undefined) throw usageError("PLUMBLINE_SQS names no queue", hint);
  return { config: { ...config, sqs }, deadLetterQueue: variables.data.PLUMBLINE_DEAD_LETTER_QUEUE };
}
