import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const packages = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const published = [...packages("packages").filter((path) => !path.endsWith("testkit")), ...packages("apps")];
const sources = ["--conditions=@plumbline/source"];

/** Every check that is no test, in the order in which a mistake is cheapest to see. */
const steps: readonly (readonly [name: string, command: string, ...words: string[]])[] = [
  ["format and lint", "biome", "ci", "--colors=off", "."],
  ["types of packages and apps", "tsc", "--build", "--force"],
  ["types of tests and tools", "tsc", "-p", "tsconfig.tests.json"],
  ["import directions", "node", "tools/check-imports.ts"],
  ["rules on sources", "node", "tools/check-sources.ts"],
  ["generated files", "node", ...sources, "tools/gen.ts", "--check"],
  ["examples of the READMEs", "node", ...sources, "tools/check-readmes.ts"],
  ["unused files, exports and dependencies", "knip"],
  ["build", "turbo", "run", "build", "--output-logs=errors-only"],
  ["Lambda bundles", "node", ...sources, "tools/check-lambdas.ts"],
  ...published.map((path) => [`publint ${path}`, "publint", "--strict", path] as const),
  ...published
    .filter((path) => path.startsWith("packages"))
    .map((path) => [`attw ${path}`, "attw", "--pack", path, "--profile", "esm-only", "--quiet"] as const),
];

let failed = 0;
for (const [name, command, ...words] of steps) {
  const began = Date.now();
  const { status, stdout, stderr } = spawnSync(command, words, {
    encoding: "utf8",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    maxBuffer: 2 ** 26,
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "BAD "} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed++;
  console.log(`${stdout ?? ""}${stderr ?? ""}`.trimEnd());
}
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
