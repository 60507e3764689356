import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { makeFolder, proveWritable } from "./folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "folder-"));
  mkdirSync(join(root, "there"));
  writeFileSync(join(root, "file"), "");
  symlinkSync(join(root, "nowhere"), join(root, "dangling"));
  symlinkSync(join(root, "there"), join(root, "link"));
});

const fine: Record<string, { path: string; made: string[] }> = {
  "one that is there": { path: "there", made: [] },
  "a link to one": { path: "link", made: [] },
  "a new one": { path: "new", made: ["new"] },
  "several new ones": { path: "a/b/c", made: ["a", "a/b", "a/b/c"] },
  "a new one in one that is there": { path: "there/a", made: ["there/a"] },
};
const refused: Record<string, string> = {
  "a file": "ROOT/file",
  "a folder below a file": "ROOT/file/a/b",
  "a link that leads nowhere": "ROOT/dangling",
  "a folder where nothing can be made": "/proc/plumbline",
  "folders where nothing can be made": "/proc/plumbline/a/b",
  "a name that is too long, below a new one": `ROOT/new/${"x".repeat(300)}`,
  "a device": "/dev/null/a",
};

describe("makeFolder", () => {
  it.each(Object.entries(fine))("makes %s", async (_, { path, made }) => {
    expect(await makeFolder(join(root, path))).toEqual(made.map((name) => join(root, name)));
    expect(existsSync(join(root, path))).toBe(true);
    expect(await makeFolder(join(root, path))).toEqual([]);
  });
});

describe.each([
  ["makeFolder", makeFolder],
  ["proveWritable", proveWritable],
] as const)("%s", (_, act) => {
  it.each(Object.entries(refused))("refuses %s, and leaves nothing", async (_, path) => {
    const before = readdirSync(root, { recursive: true });
    await expect(act(path.replace("ROOT", root))).rejects.toMatchObject({
      name: "StoreError",
      code: "unwritable",
      path: path.replace("ROOT", root),
      hint: expect.stringMatching(/.+/),
    });
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });
});

describe("proveWritable", () => {
  it.each(Object.entries(fine))("leaves nothing of %s", async (_, { path }) => {
    const before = readdirSync(root, { recursive: true });
    await proveWritable(join(root, path));
    expect(readdirSync(root, { recursive: true })).toEqual(before);
  });

  it("makes no folder that another process could begin to use", async () => {
    for (let round = 0; round < 50; round++) {
      const path = join(root, `a${round}/b`);
      const use = async () => {
        await proveWritable(path);
        await makeFolder(path);
        await writeFile(join(path, `${Math.random()}`), "");
      };
      await Promise.all([use(), use(), use(), use()]);
      expect(readdirSync(path)).toHaveLength(4);
    }
  });
});
