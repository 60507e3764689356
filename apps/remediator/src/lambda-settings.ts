import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { numberOption } from "@plumbline/cli/number-option";
import { z } from "zod";
import { remediateOptions } from "./command.ts";
import { Config, isRemediateSet } from "./config.ts";

const Seconds = z.coerce.number("must be a number of seconds").positive();

/** What only a deployment sets. A variable that is empty counts as not set. */
const Variables = z.object({
  /** Takes what no repetition helps; every message must end somewhere. */
  PLUMBLINE_DEAD_LETTER_QUEUE: z.url("must be the URL of the dead-letter queue"),
  /** The longest that judging one message may take. */
  PLUMBLINE_MESSAGE_SECONDS: Seconds.default(60),
  PLUMBLINE_MESSAGES_AT_ONCE: numberOption.int("must be whole").min(1).default(5),
});

export interface LambdaSettings {
  readonly config: Config;
  readonly deadLetterQueue: string;
  readonly messageSeconds: number;
  readonly messagesAtOnce: number;
}

/**
 * Reads what the remediator is told by its environment: the variables of the command's options, REMEDIATE, and those of the deployment.
 * Throws a CommandError that names the variable. Writing is asked for by `true` alone; all else means no.
 */
export function readLambdaSettings(environment: Io["environment"]): LambdaSettings {
  const command = remediateOptions();
  readVariables(command, environment);
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const variables = Variables.safeParse(set);
  if (!variables.success) {
    const [issue] = variables.error.issues;
    throw usageError(`${String(issue?.path[0])}: ${issue?.message ?? "invalid"}`, "set it in the environment of the function");
  }
  const { PLUMBLINE_DEAD_LETTER_QUEUE, PLUMBLINE_MESSAGE_SECONDS, PLUMBLINE_MESSAGES_AT_ONCE } = variables.data;
  return {
    config: { ...parseOptions(Config, command), remediate: isRemediateSet(environment) },
    deadLetterQueue: PLUMBLINE_DEAD_LETTER_QUEUE,
    messageSeconds: PLUMBLINE_MESSAGE_SECONDS,
    messagesAtOnce: PLUMBLINE_MESSAGES_AT_ONCE,
  };
}
