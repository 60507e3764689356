import { join, resolve } from "node:path";
import { mainRegion } from "@plumbline/aws-session/partition";
import type { Session } from "@plumbline/aws-session/session";
import { dynamodbState } from "@plumbline/run-store/dynamodb-state";
import { fileState } from "@plumbline/run-store/file-state";
import type { StateStore } from "@plumbline/run-store/state";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import { outputFolder } from "./scan.ts";

const table = /^dynamodb:\/\/([\w.-]{3,255})$/;

/**
 * Opens the store that PLUMBLINE_STATE names: `dynamodb://TABLE` of the caller's account and region, or a folder, as a rule `state` below the
 * output folder. A session is asked for only when a table is named.
 */
export async function openState(global: GlobalOptions, io: Io, sessionOf: () => Promise<Session>): Promise<StateStore> {
  const { environment, folder, now } = io;
  const named = environment["PLUMBLINE_STATE"]?.trim() || undefined;
  const [, name] = table.exec(named ?? "") ?? [];
  if (name === undefined) return fileState(named === undefined ? join(outputFolder(global, io), "state") : resolve(folder, named), now);
  const session = await sessionOf();
  const region = environment["AWS_REGION"] ?? mainRegion(session.partition);
  return dynamodbState(await session.connect({ account: session.callerAccount, region }), name, now);
}
