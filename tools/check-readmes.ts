import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chooseChecks, proveSettings } from "@plumbline/cli/choose-checks";
import { readConfig } from "@plumbline/cli/config";
import { root } from "./gen/names.ts";

/** Compiles every TypeScript example of a package's README, in the package's place, with what the package can import. */
const readmes = globSync("packages/*/README.md", { cwd: root }).sort();
const without: string[] = [];
let examples = 0;
for (const readme of readmes) {
  const folder = join(root, dirname(readme), ".readme-examples");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const blocks = [...readFileSync(join(root, readme), "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
  if (blocks.length === 0) without.push(readme);
  for (const [i, code] of blocks.entries()) writeFileSync(join(folder, `${i}.ts`), `${code}\nexport {};\n`);
  examples += blocks.length;
}
const names = readmes.map((readme) => readme.split(/[\\/]/)[1] ?? "");
const paths = Object.fromEntries(names.map((name) => [`@plumbline/${name}/*`, [`../packages/${name}/src/*.ts`]]));
const compilerOptions = {
  composite: false,
  declaration: false,
  declarationMap: false,
  emitDeclarationOnly: false,
  noEmit: true,
  rewriteRelativeImportExtensions: false,
  allowImportingTsExtensions: true,
  paths,
};
const config = join(root, ".cache/readme-examples.json");
mkdirSync(dirname(config), { recursive: true });
writeFileSync(
  config,
  JSON.stringify({ extends: "../tsconfig.base.json", compilerOptions, include: ["../packages/*/.readme-examples/*.ts"] }),
);
const { status, stdout, stderr, error } = spawnSync("tsc", ["-p", config], { cwd: root, encoding: "utf8" });
if (error) throw error;
console.log(`${stdout}${stderr}${examples} examples of ${readmes.length} READMEs were compiled`);
for (const readme of without) console.error(`${readme} has no example`);

/** Reads every YAML example of the main README as a command would read it: the configuration, then the settings of each check. */
const configurations = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
const auditors = await chooseChecks(undefined);
let refused = 0;
for (const [i, text] of configurations.entries()) {
  const path = join(root, `.cache/readme-example-${i + 1}.yaml`);
  writeFileSync(path, text);
  try {
    proveSettings(auditors, (await readConfig({ config: path }, { folder: root, environment: {} })).settings);
  } catch (cause) {
    refused++;
    console.error(`README.md, YAML example ${i + 1}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
console.log(`${configurations.length} configurations of README.md were read, ${refused} refused`);
const isWell = status === 0 && without.length === 0 && examples > 0 && configurations.length > 0 && refused === 0;
process.exitCode = isWell ? 0 : 1;
