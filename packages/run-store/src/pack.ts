import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { makeFolder } from "./folder.ts";

/** A file by its path below the folder; never one that leads out of it. */
const PackedFile = z.strictObject({
  path: z.string().refine((path) => path.split("/").every((part) => part !== "" && part !== "." && part !== "..") && !path.includes("\\")),
  text: z.string(),
});

/** Packs the text files of a folder, such as an unfinished run, to be gone on with elsewhere. */
export async function packFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const lines: string[] = [];
  for (const file of files.sort()) {
    const path = relative(folder, file).split(sep).join("/");
    lines.push(JSON.stringify({ path, text: await readFile(file, "utf8") }));
  }
  return promisify(gzip)(lines.join("\n"));
}

/** Makes the folder that was packed. Rejects when the pack was cut or changed. */
export async function unpackFolder(packed: Buffer, folder: string): Promise<void> {
  const text = (await promisify(gunzip)(packed)).toString("utf8");
  await makeFolder(folder);
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const { path, text: content } = PackedFile.parse(JSON.parse(line));
    await makeFolder(dirname(join(folder, path)));
    await writeFile(join(folder, path), content);
  }
}
