import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withFileLock } from "./file-lock.ts";

const newPath = () => join(mkdtempSync(join(tmpdir(), "lock-")), "lock");
/** The id of a process that was there and has ended. */
const gonePid = () => spawnSync(process.execPath, ["--eval", ""]).pid;

it("lets one work at a time, and leaves nothing", async () => {
  const path = newPath();
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(path, work)));
  expect([most, existsSync(path), readdirSync(join(path, ".."))]).toEqual([1, false, []]);
});

it("is given back when the work fails", async () => {
  const path = newPath();
  await expect(withFileLock(path, () => Promise.reject(new Error("broke")))).rejects.toThrow("broke");
  expect(await withFileLock(path, async () => "done")).toBe("done");
});

it("is taken from a process that is gone, by one at a time", async () => {
  const path = newPath();
  writeFileSync(path, JSON.stringify({ pid: gonePid(), host: hostname(), id: "x" }));
  const order: string[] = [];
  const work = async (name: string) => {
    order.push(`${name} in`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} out`);
  };
  await Promise.all(["a", "b", "c"].map((name) => withFileLock(path, () => work(name))));
  expect(order.map((step) => step.split(" ")[1])).toEqual(["in", "out", "in", "out", "in", "out"]);
});

it.runIf(existsSync("/proc/self/stat"))("is taken from an earlier process of the same number", async () => {
  const path = newPath();
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), id: "x", begun: "another-boot 1" }));
  expect(await withFileLock(path, async () => "done")).toBe("done");
});

const held: Record<string, { text: string; says: RegExp }> = {
  "a process that lives": {
    text: JSON.stringify({ pid: process.pid, host: hostname(), id: "x" }),
    says: new RegExp(`^process ${process.pid} of .* holds .*lock for too long$`),
  },
  "a process of another machine": {
    text: JSON.stringify({ pid: gonePid(), host: "another", id: "x" }),
    says: /^process \d+ of another holds /,
  },
  "nobody who says so": { text: "", says: /lock is held for too long$/ },
};
it.each(Object.entries(held))("is not taken from %s", async (_, { text, says }) => {
  const path = newPath();
  writeFileSync(path, text);
  await expect(withFileLock(path, async () => "done", { pauseMilliseconds: 1, mostPauses: 3 })).rejects.toMatchObject({
    name: "StoreError",
    code: "locked",
    path,
    message: expect.stringMatching(says),
    hint: `when no such process runs, remove ${path} and ${path}.break`,
  });
  expect(readdirSync(join(path, ".."))).toEqual(["lock"]);
});

it("says what it can't make", async () => {
  await expect(withFileLock("/proc/plumbline/lock", async () => "done")).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
});
