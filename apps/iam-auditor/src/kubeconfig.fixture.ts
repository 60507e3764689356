import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Writes a text into a file of a new folder. */
export const fileOf = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), "plumbline-")), "config");
  writeFileSync(file, text);
  return file;
};
