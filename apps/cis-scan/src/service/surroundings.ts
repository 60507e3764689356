import { access, constants, mkdtemp, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import type { Settings } from "./settings.ts";

const named = (variable: string, path: string) => (cause: unknown) =>
  Promise.reject(
    usageError(
      `${variable}: can't use ${path}: ${cause instanceof Error && "code" in cause ? String(cause.code) : String(cause)}`,
      "set it in the environment of the function",
      cause,
    ),
  );

/** Makes a folder of its own below TEMP_PATH. Rejects with a CommandError that names the variable. */
export const makeTemp = ({ TEMP_PATH: path }: Settings, prefix: string): Promise<string> =>
  mkdtemp(join(path, prefix)).catch(named("TEMP_PATH", path));

/** The certificates of MAIL_CA_FILE; undefined without one. Rejects with a CommandError that names the variable. */
export async function readCa({ MAIL_CA_FILE: path }: Settings, { folder }: Pick<Io, "folder">): Promise<string | undefined> {
  return path === undefined ? undefined : await readFile(resolve(folder, path), "utf8").catch(named("MAIL_CA_FILE", path));
}

/** Proves that what the variables name is there. */
export async function proveSurroundings(settings: Settings, io: Pick<Io, "folder">): Promise<void> {
  const { TEMP_PATH: path } = settings;
  await access(path, constants.W_OK | constants.X_OK).catch(named("TEMP_PATH", path));
  await readCa(settings, io);
}
