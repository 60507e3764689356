import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startKenna } from "@plumbline/testkit/kenna/start-kenna";
import { expect, it } from "vitest";
import { removeFolders, writeFiles } from "./upload.fixture.ts";

it("the example of the README runs as it stands, and a second time does nothing", async () => {
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(await readFile(join(import.meta.dirname, "../README.md"), "utf8")) ?? [];
  const service = await startKenna({ key: "some-key", pollsUntilDone: 0 });
  const { folder, manifest } = await writeFiles();
  await writeFile(join(folder, "aws_inspector2.manifest.json"), JSON.stringify(manifest));
  const env = { KENNA_API_HOST: service.host, KENNA_API_KEY: "some-key", KENNA_CONNECTOR_ID: "7", KDI_FOLDER: folder };
  const words = ["--conditions=@plumbline/source", "--input-type=module-typescript", "--eval", example];
  const run = async () => (await promisify(execFile)(process.execPath, words, { cwd: join(import.meta.dirname, ".."), env })).stdout;
  expect([await run(), await run()]).toEqual(["done: 4 are new\n", "done-before: 4 are new\n"]);
  expect(service.runs()).toHaveLength(1);
  await service.stop();
  await removeFolders();
});
