import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./gen/names.ts";
import { changeFiles } from "./new/change.ts";
import { checkFiles } from "./new/check.ts";
import { collectorFiles } from "./new/collector.ts";

const makers: Readonly<Record<string, (id: string) => Record<string, string> | Promise<Record<string, string>>>> = {
  check: checkFiles,
  collector: collectorFiles,
  change: changeFiles,
};

async function create(kind: string | undefined, id: string | undefined): Promise<string[]> {
  const maker = makers[kind ?? ""];
  if (!maker || !id) throw new Error("usage: pnpm new check|collector|change <id>, such as pnpm new check sqs/encrypted");
  const files = await maker(id);
  for (const path of Object.keys(files)) if (existsSync(join(root, path))) throw new Error(`${path} is there already`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return Object.keys(files);
}

try {
  const paths = await create(process.argv[2], process.argv[3]);
  spawnSync("biome", ["check", "--write", ...paths], { cwd: root, stdio: "ignore" });
  const { status } = spawnSync(process.execPath, ["--conditions=@plumbline/source", "tools/gen.ts"], { cwd: root, stdio: "inherit" });
  console.log(`made ${paths.join(", ")}`);
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
