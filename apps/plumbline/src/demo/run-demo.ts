import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { usageError } from "@plumbline/cli/command-error";
import type { Io } from "@plumbline/cli/io";
import { codeOf } from "@plumbline/run-store/error";
import { makeFolder, proveWritable } from "@plumbline/run-store/folder";
import { writeFile } from "@plumbline/run-store/write";
import { type Emulator, useEmulator } from "@plumbline/testkit/emulator";
import { EmulatorError } from "@plumbline/testkit/emulator-error";
import type { RunPlumbline } from "../make-command.ts";
import { tell } from "./story.ts";

/** Tells the story of the main job on an emulator. Resolves to false when a step did not end as it must. */
export async function runDemo(output: string, io: Io, run: RunPlumbline): Promise<boolean> {
  const folder = resolve(io.folder, output);
  await proveOwn(folder);
  const emulator = await openEmulator(folder, io);
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
    await writeFile(join(folder, mark), []);
    return await tell(emulator, folder, io, run);
  } finally {
    await emulator.stop();
  }
}

/** Every demo begins with this file; what else a folder holds is not ours to remove. */
const mark = ".plumbline-demo";

async function proveOwn(folder: string): Promise<void> {
  await proveWritable(folder);
  const names: readonly string[] = await readdir(folder).catch((error: unknown) =>
    codeOf(error) === "ENOENT" ? [] : Promise.reject(error),
  );
  if (names.length > 0 && !names.includes(mark))
    throw usageError(`${folder} is not empty and no demo made it`, "name a new or empty folder with --output");
}

async function openEmulator(folder: string, io: Io): Promise<Emulator> {
  try {
    const cacheFolder = io.environment["PLUMBLINE_CACHE"] ?? join(folder, "..", "cache");
    return await useEmulator({ cacheFolder, environment: io.environment, log: (line) => void io.stderr.write(`${line}\n`) });
  } catch (error) {
    if (error instanceof EmulatorError) throw usageError(error.message, error.hint, error);
    throw error;
  }
}
