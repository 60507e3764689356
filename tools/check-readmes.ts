import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
process.exitCode = status === 0 && without.length === 0 && examples > 0 ? 0 : 1;
