import { mkdtempSync, readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packFolder, unpackFolder } from "./pack.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "pack-"));

describe("a packed folder", () => {
  it("is the same elsewhere", async () => {
    const [from, to] = [newFolder(), join(newFolder(), "deep", "run")];
    await mkdir(join(from, "parts"));
    const files = { "run.json": "{}\n", "parts/1.jsonl": '{"a":"é\\n数"}\n\n', "surveys.jsonl": "" };
    for (const [path, text] of Object.entries(files)) await writeFile(join(from, path), text);
    await unpackFolder(await packFolder(from), to);
    for (const [path, text] of Object.entries(files)) expect(readFileSync(join(to, path), "utf8")).toBe(text);
    expect((await readdir(to, { recursive: true })).sort()).toEqual(["parts", "parts/1.jsonl", "run.json", "surveys.jsonl"]);
  });

  it("may be empty", async () => {
    const to = newFolder();
    await unpackFolder(await packFolder(newFolder()), to);
    expect(await readdir(to)).toEqual([]);
  });

  it.each(["../out", "a/../../out", "/etc/out", "a//b", ".", "a\\..\\out"])("never leads out of the folder: %s", async (path) => {
    const parent = newFolder();
    const packed = gzipSync(JSON.stringify({ path, text: "x" }));
    await expect(unpackFolder(packed, join(parent, "in"))).rejects.toThrow();
    expect(await readdir(parent, { recursive: true })).toEqual(["in"]);
  });

  it("that was cut is refused", async () => {
    const from = newFolder();
    await writeFile(join(from, "a"), "some text that is long enough");
    const packed = await packFolder(from);
    await expect(unpackFolder(packed.subarray(0, packed.length - 9), newFolder())).rejects.toThrow();
  });
});
