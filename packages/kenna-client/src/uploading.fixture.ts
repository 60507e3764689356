import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openKenna } from "./open-kenna.ts";
import { uploadAll } from "./upload-all.ts";

/** A process of its own that uploads a folder, and does not wait: `node uploading.fixture.ts HOST KEY FOLDER`. */
const [host = "", key = "", folder = ""] = process.argv.slice(2);
const waiting = { sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)), now: () => new Date() };
await uploadAll({
  kenna: openKenna({ host, key, ...waiting }),
  connector: "7",
  manifest: JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")),
  journalPath: join(folder, "upload.json"),
  ...waiting,
});
