import { resolve } from "node:path";
import { CommandError } from "@plumbline/cli/command-error";
import { exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { type IamStore, openStore } from "@plumbline/iam-store/open-store";
import { StoreError } from "@plumbline/iam-store/store-error";
import type { ConsoleConfig } from "./config.ts";

/** Opens the database that the options or DATABASE_URL name, else the embedded one in its folder; for the demo one in memory. */
export async function openConsoleStore(
  { database, folder, demo, connections }: Pick<ConsoleConfig, "database" | "folder" | "demo" | "connections">,
  io: Pick<Io, "environment" | "folder">,
): Promise<IamStore> {
  const url = database ?? (folder === undefined ? io.environment["DATABASE_URL"]?.trim() : undefined);
  try {
    const address = url ? { url, connections } : { folder: resolve(io.folder, folder ?? "plumbline-output/iam") };
    return await openStore(demo ? { memory: true } : address);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const exitCode = error.code === "unreachable" ? exitCodes.incomplete : error.code === "busy" ? exitCodes.refused : exitCodes.usage;
    throw new CommandError(error.message, { exitCode, cause: error });
  }
}
