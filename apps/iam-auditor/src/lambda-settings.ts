import { usageError } from "@plumbline/cli/command-error";
import { parseOptions, readVariables } from "@plumbline/cli/global-options";
import type { Io } from "@plumbline/cli/io";
import { Command } from "commander";
import { z } from "zod";
import { CollectConfig, EnqueueConfig } from "./config.ts";
import { addCollectOptions, addEnqueueOptions } from "./options.ts";

/** What only a deployment sets. A variable that is empty counts as not set. */
const Variables = z.object({
  /** Takes what can't be read, with the reason; without it, such a message is rejected. */
  PLUMBLINE_DEAD_LETTER_QUEUE: z.url("must be the URL of the dead-letter queue").optional(),
});

export interface ProcessorSettings {
  readonly config: CollectConfig;
  readonly deadLetterQueue: string | undefined;
}

/** Reads what the manager's function is told by its environment. Throws a CommandError that names the variable. */
export function readManagerSettings(environment: Io["environment"]): EnqueueConfig {
  proveServer(environment);
  const command = addEnqueueOptions(new Command("manager"));
  readVariables(command, environment);
  return parseOptions(EnqueueConfig, command);
}

/** Reads what the processor's function is told by its environment. Throws a CommandError that names the variable. */
export function readProcessorSettings(environment: Io["environment"]): ProcessorSettings {
  proveServer(environment);
  const command = addCollectOptions(new Command("processor"));
  readVariables(command, environment);
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const variables = Variables.safeParse(set);
  if (variables.success) {
    return { config: parseOptions(CollectConfig, command), deadLetterQueue: variables.data.PLUMBLINE_DEAD_LETTER_QUEUE };
  }
  const [issue] = variables.error.issues;
  throw usageError(`${String(issue?.path[0])}: ${issue?.message ?? "invalid"}`, "set it in the environment of the function");
}

/** In Lambda, whose files nobody else sees and which are soon gone, only a server keeps an inventory. */
function proveServer(environment: Io["environment"]): void {
  if (environment["AWS_LAMBDA_FUNCTION_NAME"] && !environment["DATABASE_URL"]?.trim())
    throw usageError("DATABASE_URL names no PostgreSQL server, and the files of a Lambda function are its own and soon gone", "set it");
}
