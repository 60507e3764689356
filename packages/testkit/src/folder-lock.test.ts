import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./folder-lock.ts";

const scratch = { folder: "" };
const lock = () => join(scratch.folder, "lock");
beforeEach(async () => {
  scratch.folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(scratch.folder, { recursive: true, force: true }));

test("one works at a time", async () => {
  const seen: string[] = [];
  const work = (name: string) =>
    withLock(lock(), 60, async () => {
      seen.push(`${name} begins`);
      await sleep(30);
      seen.push(`${name} ends`);
    });
  await Promise.all([work("a"), work("b"), work("c")]);
  expect(seen).toHaveLength(6);
  for (const index of [0, 2, 4]) expect(seen[index + 1]).toBe(seen[index]?.replace("begins", "ends"));
});

test("the lock is released when the work fails", async () => {
  const failing = withLock(lock(), 60, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withLock(lock(), 60, async () => "done")).toBe("done");
});

test("the lock of a process that is gone is broken", async () => {
  await mkdir(lock());
  await writeFile(join(lock(), "pid"), String(2 ** 22 + 1));
  expect(await withLock(lock(), 60, async () => "done")).toBe("done");
});

test("a lock that is too old is broken, even if a process has its number", async () => {
  await mkdir(lock());
  await writeFile(join(lock(), "pid"), String(process.pid));
  await utimes(lock(), new Date(0), new Date(0));
  expect(await withLock(lock(), 60, async () => "done")).toBe("done");
});

test("the lock of a living process is waited for", async () => {
  await mkdir(lock());
  await writeFile(join(lock(), "pid"), String(process.pid));
  const waiting = withLock(lock(), 60, async () => "done");
  expect(await Promise.race([waiting, sleep(250, "waits")])).toBe("waits");
  await rm(lock(), { recursive: true });
  expect(await waiting).toBe("done");
});

test("a parent folder that does not exist is an error, not a wait", async () => {
  await expect(withLock(join(scratch.folder, "no", "lock"), 60, async () => "done")).rejects.toThrow("ENOENT");
});
