import { mkdtemp, readdir, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tidy } from "./tidy.ts";

const now = Date.UTC(2026, 5, 10);
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000);

async function folderOf(ages: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-logs-"));
  for (const [name, hours] of Object.entries(ages)) {
    await writeFile(join(folder, name), "");
    await utimes(join(folder, name), hoursAgo(hours), hoursAgo(hours));
  }
  return folder;
}

it("makes the folder", async () => {
  const folder = join(await folderOf({}), "deep", "logs");
  await tidy(folder, now);
  expect(await readdir(folder)).toEqual([]);
});

it("keeps logs for a day", async () => {
  const folder = await folderOf({ "a.log": 25, "b.log": 23 });
  await tidy(folder, now);
  expect(await readdir(folder)).toEqual(["b.log"]);
});

it("does not mind a log that went away since it was listed", async () => {
  const folder = await folderOf({ "b.log": 25 });
  // A link to nothing is listed, and looking at it finds nothing.
  await symlink(join(folder, "gone"), join(folder, "a.log"));
  await tidy(folder, now);
  expect(await readdir(folder)).toEqual(["a.log"]);
});
