import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";

type Step = readonly [name: string, command: string, ...words: string[]];
const packages = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const published = [...packages("packages").filter((path) => !path.endsWith("testkit")), ...packages("apps")];
const sources = ["--conditions=@plumbline/source"];

/** Every check that is no test, in the order in which a mistake is cheapest to see. Some write what later ones read. */
const ofAll: readonly Step[] = [
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
  ["built commands", "node", ...sources, "tools/check-built.ts"],
];
/** Checks of one package each, which are independent of each other. */
const ofOne: readonly Step[] = [
  ...published.map((path) => [`publint ${path}`, "publint", "--strict", path] as const),
  ...published
    .filter((path) => path.startsWith("packages"))
    .map((path) => [`attw ${path}`, "attw", "--pack", path, "--profile", "esm-only", "--quiet"] as const),
];

const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
const run = ([name, command, ...words]: Step): Promise<boolean> => {
  const began = Date.now();
  return new Promise((done) => {
    execFile(command, words, { env: environment, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(`${error === null ? "ok  " : "BAD "} ${name} (${seconds} s)`);
      if (error !== null) console.log(`${stdout}${stderr}`.trimEnd() || error.message);
      done(error === null);
    });
  });
};

const passed: boolean[] = [];
for (const step of ofAll) passed.push(await run(step));
const limit = pLimit(availableParallelism());
passed.push(...(await Promise.all(ofOne.map((step) => limit(() => run(step))))));
const failed = passed.filter((ok) => !ok).length;
console.log(`${passed.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
