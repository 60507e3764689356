import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, open, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { codeOf, StoreError } from "./error.ts";
import { storeError } from "./write.ts";

/** Whoever waits longer gives up: what a lock guards takes milliseconds. */
interface Patience {
  readonly pauseMilliseconds: number;
  readonly mostPauses: number;
}
const twentySeconds: Patience = { pauseMilliseconds: 5, mostPauses: 4000 };

/** `begun` tells processes apart that had the same number one after the other, as each first one of a container has. */
const Owner = z.strictObject({ pid: z.int(), host: z.string(), id: z.string(), begun: z.string().optional() });
type Owner = z.infer<typeof Owner>;

/**
 * Runs `work` while no other process holds the lock file `path`, whose folder must exist. Node has no lock of the operating system, so the
 * file names its owner; that of a process of this machine that is gone is taken away. Rejects with a StoreError of code `locked` when
 * another holds it for too long, which names the file.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, patience = twentySeconds): Promise<T> {
  const own: Owner = { pid: process.pid, host: hostname(), id: randomUUID(), begun: begunOf(process.pid) };
  await take(path, own, patience);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, own: Owner, { pauseMilliseconds, mostPauses }: Patience): Promise<void> {
  // A link appears with its content, so that nobody ever sees a lock without an owner.
  const named = `${path}.${own.id}`;
  try {
    await writeFile(named, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    for (let pauses = 0; !(await makeLink(named, path)); pauses++) {
      if (pauses >= mostPauses) throw await lockedBy(path);
      if (await isLeft(path)) await breakLock(path);
      await sleep(pauseMilliseconds);
    }
  } catch (cause) {
    throw cause instanceof StoreError ? cause : storeError(path, cause);
  } finally {
    await rm(named, { force: true });
  }
}

async function makeLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (codeOf(error) === "ENOENT" || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** A process of another machine can't be asked for; its lock stays until it ends or somebody takes it away. */
async function isLeft(path: string): Promise<boolean> {
  const owner = await ownerOf(path);
  if (owner === undefined || owner.host !== hostname()) return false;
  const begun = begunOf(owner.pid);
  return !isAlive(owner.pid) || (owner.begun !== undefined && begun !== undefined && owner.begun !== begun);
}

/**
 * When a process began, counted from its machine's start, with that start's own name; undefined where the system does not tell.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function begunOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name, which may hold anything, ends with the last parenthesis; the time is the 22nd field, the state after the name the third.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ");
    return fields[19] === undefined ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** One at a time and only after another look, so that nobody takes away a lock that another has made meanwhile. */
async function breakLock(path: string): Promise<void> {
  const guard = `${path}.break`;
  try {
    await (await open(guard, "wx")).close();
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  try {
    if (await isLeft(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function lockedBy(path: string): Promise<StoreError> {
  const owner = await ownerOf(path);
  const whose = owner ? `process ${owner.pid} of ${owner.host} holds ${path}` : `${path} is held`;
  return new StoreError(`${whose} for too long`, {
    code: "locked",
    path,
    hint: `when no such process runs, remove ${path} and ${path}.break`,
  });
}
