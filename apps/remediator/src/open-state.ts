import { join, resolve } from "node:path";
import { mainRegion } from "@plumbline/aws-session/partition";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { outputFolder } from "@plumbline/cli/scan";
import { dynamodbState } from "@plumbline/run-store/dynamodb-state";
import { fileState } from "@plumbline/run-store/file-state";
import type { StateStore } from "@plumbline/run-store/state";
import type { Remediating } from "./remediate.ts";

const table = /^dynamodb:\/\/([\w.-]{3,255})$/;

/**
 * Opens the store that PLUMBLINE_STATE names: `dynamodb://TABLE` of the caller's account and region, or a folder, as a rule `state` below the
 * output folder. In Lambda, whose files nobody else sees, only a table keeps two from changing one resource at once.
 */
export async function openState({ config, session }: Remediating, { environment, folder, now }: Io): Promise<StateStore> {
  const named = environment["PLUMBLINE_STATE"]?.trim() || undefined;
  const [, name] = table.exec(named ?? "") ?? [];
  if (name !== undefined) {
    const region = environment["AWS_REGION"] ?? mainRegion(session.partition);
    return dynamodbState(await session.connect({ account: session.callerAccount, region }), name, now);
  }
  if (config.remediate && environment["AWS_LAMBDA_FUNCTION_NAME"])
    throw usageError("PLUMBLINE_STATE names no table, and files of a Lambda function are its own", "set PLUMBLINE_STATE=dynamodb://TABLE");
  return fileState(named === undefined ? join(outputFolder(config, { folder }), "state") : resolve(folder, named), now);
}
