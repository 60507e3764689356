import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { closingLine } from "./reporter.ts";

const root = join(import.meta.dirname, "..");
// Inside the repository, so that `vitest` is found from there.
const scratch = mkdtempSync(join(root, "node_modules/.reporter-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const config = `
import { ClosingLine } from ${JSON.stringify(join(root, "tools/reporter.ts"))};
export default { test: { include: ["*.test.ts"], reporters: ["default", new ClosingLine()] } };
`;
const imports = 'import { expect, test } from "vitest";\n';

const rows: Record<string, { file: string; line: string; status: number }> = {
  "all pass": {
    file: `${imports}test("a", () => expect(1).toBe(1)); test("b", () => expect(2).toBe(2));`,
    line: "2 passed, 0 failed",
    status: 0,
  },
  "a wrong assertion": {
    file: `${imports}test("a", () => expect(1).toBe(1)); test("b", () => expect(2).toBe(3));`,
    line: "1 passed, 1 failed",
    status: 1,
  },
  "a file that can't be loaded": { file: 'import "./nowhere.ts";', line: "0 passed, 1 failed", status: 1 },
  "a file without a test": { file: "export const nothing = 1;", line: "0 passed, 1 failed", status: 1 },
  "an error outside of any test": {
    file: `${imports}test("a", async () => { Promise.reject(new Error("lost")); await new Promise((done) => setTimeout(done, 20)); });`,
    line: "1 passed, 1 failed",
    status: 1,
  },
  "a hook that fails": {
    file: 'import { afterAll, describe, expect, test } from "vitest";\ndescribe("d", () => { afterAll(() => { throw new Error("hook"); }); test("a", () => expect(1).toBe(1)); });',
    line: "1 passed, 1 failed",
    status: 1,
  },
  "a global setup that fails": { file: `${imports}test("a", () => expect(1).toBe(1));`, line: "0 passed, 1 failed", status: 1 },
};

test.each(Object.entries(rows))(
  "%s",
  (name, { file, line, status }) => {
    const folder = mkdtempSync(join(scratch, "run-"));
    writeFileSync(join(folder, "one.test.ts"), file);
    const isSetup = name === "a global setup that fails";
    writeFileSync(join(folder, "setup.ts"), 'export const setup = () => { throw new Error("no emulator"); };');
    writeFileSync(join(folder, "vitest.config.ts"), isSetup ? config.replace("include", 'globalSetup: "setup.ts", include') : config);
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const run = spawnSync(process.execPath, [vitest, "run", "--root", folder], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], NO_COLOR: "1" },
    });
    expect(run.stdout.trimEnd().split("\n").at(-1)).toBe(line);
    expect(run.status).toBe(status);
  },
  60_000,
);

test("a run that fails for another reason than its tests has a failure", () => {
  expect(closingLine({ passed: 5, failed: 0 }, 1)).toBe("5 passed, 1 failed");
  expect(closingLine({ passed: 5, failed: 2 }, 1)).toBe("5 passed, 2 failed");
});
