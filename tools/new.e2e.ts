import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./gen/names.ts";

let copy = "";
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "plumbline-new-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  for (const path of files.split("\0"))
    if (path !== "" && existsSync(join(root, path))) cpSync(join(root, path), join(copy, path), { recursive: true });
  // The copy's own links: packages of the workspace must be the copy's.
  run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"]);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string, words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    maxBuffer: 2 ** 26,
  });
  return { status, text: `${stdout}${stderr}` };
}

describe("pnpm new", () => {
  it("check: it builds, tests and stands in the docs with no other edit", () => {
    expect(run("pnpm", ["run", "new", "check", "sqs/example"])).toMatchObject({ status: 0 });
    expect(readFileSync(join(copy, "docs/checks.md"), "utf8")).toContain("sqs/example");
    expect(run("tsc", ["--build", "packages/auditors"])).toEqual({ status: 0, text: "" });
    expect(run("vitest", ["run", "--project", "unit", "packages/auditors/src/sqs/example.test.ts"]).text).toContain("2 passed, 0 failed");
    expect(run("node", ["--conditions=@plumbline/source", "apps/plumbline/src/main.ts", "checks", "show", "sqs/example"]).status).toBe(0);
    expect(run("pnpm", ["run", "new", "check", "sqs/example"])).toMatchObject({ status: 2 });
  });

  it("collector and change: they test at once", () => {
    expect(run("pnpm", ["run", "new", "collector", "example_type"])).toMatchObject({ status: 0 });
    expect(run("pnpm", ["run", "new", "change", "example_type/example"])).toMatchObject({ status: 0 });
    expect(run("vitest", ["run", "--project", "unit", "example"]).text).toMatch(/\d+ passed, 0 failed/);
  });

  it("refuses a type that nobody knows", () => {
    expect(run("pnpm", ["run", "new", "check", "none/x"])).toMatchObject({ status: 2 });
  });
});
