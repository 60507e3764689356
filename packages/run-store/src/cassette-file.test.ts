import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readPackedLines, writeLines } from "./cassette-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plumbline-cassette-"));
const read = (path: string) => Array.fromAsync(readPackedLines(path));
const lines = Array.from({ length: 5000 }, (_, i) => JSON.stringify({ i, text: "ä\u2028 \\n" }));
async function write(name: string): Promise<string> {
  const path = join(folder, name);
  const writer = await writeLines(path);
  for (const line of lines) writer.write(line);
  await writer.end();
  return path;
}

it.each(["packed.jsonl.zst", "plain.jsonl", "new/folder/packed.zst"])("%s gives back the lines that were written", async (name) => {
  expect(await read(await write(name))).toEqual(lines);
});

it("a name that ends with .zst is packed, another one is text", async () => {
  expect(readFileSync(await write("a.zst")).readUInt32LE(0)).toBe(0xfd2fb528);
  expect(readFileSync(await write("a.jsonl"), "utf8")).toBe(`${lines.join("\n")}\n`);
});

it("of a packed file that is cut off, the lines before the cut are read", async () => {
  const path = join(folder, "long.zst");
  const long = Array.from({ length: 20_000 }, (_, i) => createHash("sha256").update(String(i)).digest("hex"));
  const writer = await writeLines(path);
  for (const line of long) writer.write(line);
  await writer.end();
  truncateSync(path, Math.floor(statSync(path).size / 2));
  const found = await read(path);
  expect(found.length).toBeGreaterThan(1000);
  expect(found).toEqual(long.slice(0, found.length));
});

const broken: Record<string, () => Promise<string>> = {
  "a file that is not there": async () => join(folder, "nothing.zst"),
  "a packed file that is cut off before its first line": async () => {
    const path = await write("cut.zst");
    truncateSync(path, 10);
    return path;
  },
  "text under the name of a packed file": async () => {
    const path = join(folder, "text.zst");
    writeFileSync(path, "text");
    return path;
  },
};
it.each(Object.entries(broken))("%s is a StoreError that names it", async (_, make) => {
  const path = await make();
  await expect(read(path)).rejects.toMatchObject({ name: "StoreError", path, message: expect.stringContaining(path) });
});

it("a place that can't be written is told before the first line", async () => {
  await expect(writeLines(join(await write("file"), "below.zst"))).rejects.toMatchObject({ name: "StoreError", code: "unwritable" });
});
