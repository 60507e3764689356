import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** Makes a folder of logs if it lacks, and takes away those that are older than a day. Several processes may do so at once. */
export async function tidy(logs: string, now: number): Promise<void> {
  await mkdir(logs, { recursive: true });
  for (const name of await readdir(logs)) {
    const file = join(logs, name);
    const changed = await changedAt(file);
    if (changed !== undefined && changed < now - dayMilliseconds) await rm(file, { force: true });
  }
}

/** Undefined for what another process has taken away since it was listed. */
async function changedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
