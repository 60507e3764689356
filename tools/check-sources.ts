import { globSync, readFileSync } from "node:fs";
import { faultsOf } from "./source-rules.ts";

const paths = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts", "tools/**/*.{ts,mjs}"]).map((path) => path.replaceAll("\\", "/"));
let faults = 0;
for (const path of paths.sort()) {
  for (const { rule, line, text } of faultsOf(path, readFileSync(path, "utf8"))) {
    faults++;
    console.error(`${path}:${line} ${rule}: ${text}`);
  }
}
console.log(`${paths.length} files were read, ${faults} faults`);
process.exitCode = faults > 0 || paths.length === 0 ? 1 : 0;
