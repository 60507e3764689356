import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process holds the lock `folder`, whose parent must exist; waits for it as long as it takes.
 * The lock of a process that is gone, or that is older than `staleSeconds`, is broken.
 */
export const withLock = async <T>(folder: string, staleSeconds: number, work: () => Promise<T>): Promise<T> => {
  while (!(await take(folder))) {
    if (await isStale(folder, staleSeconds)) await rm(folder, { recursive: true, force: true });
    else await sleep(100);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const owner = (folder: string) => join(folder, "pid");

const take = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (hasCode(cause, "EEXIST")) return false;
    throw cause;
  }
  await writeFile(owner(folder), String(process.pid));
  return true;
};

const isStale = async (folder: string, staleSeconds: number): Promise<boolean> => {
  try {
    const ageSeconds = (Date.now() - (await stat(folder)).mtimeMs) / 1000;
    if (ageSeconds > staleSeconds) return true;
    // The folder is there a moment before the process id in it.
    const pid = await readFile(owner(folder), "utf8").catch(() => "");
    return pid === "" ? ageSeconds > 5 : !isAlive(Number(pid));
  } catch (cause) {
    // Released between two looks: not stale, so the next try takes it.
    if (hasCode(cause, "ENOENT")) return false;
    throw cause;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return hasCode(cause, "EPERM");
  }
};

const hasCode = (cause: unknown, code: string): boolean => cause instanceof Error && "code" in cause && cause.code === code;
