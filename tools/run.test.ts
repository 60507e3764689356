import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const scratch = { root: "" };
const script = () => join(scratch.root, "tools/run.mjs");
beforeEach(() => {
  scratch.root = mkdtempSync(join(tmpdir(), "run-"));
  mkdirSync(join(scratch.root, "tools"));
  mkdirSync(join(scratch.root, "bin"));
  mkdirSync(join(scratch.root, "npx"));
  mkdirSync(join(scratch.root, "node_modules"));
  writeFileSync(join(scratch.root, "package.json"), "{}");
  copyFileSync(join(import.meta.dirname, "run.mjs"), script());
});
afterEach(() => rmSync(scratch.root, { recursive: true, force: true }));

/** A command of a machine that is not this one. */
const pretend = (folder: "bin" | "npx", command: string, lines: string) =>
  writeFileSync(join(scratch.root, folder, command), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
const pretendTools = (folder: "bin" | "npx") => {
  pretend(folder, "node", "echo v24.21.0");
  pretend(
    folder,
    "pnpm",
    'if [ "$1" = --version ]; then echo 12.21.0; else echo "pnpm $*"; [ "$1" != install ] || : > node_modules/.modules.yaml; [ "$3" != build ] || exit $BUILD; [ "$3" != demo:run ] || exit 3; fi',
  );
};
const environment = (more: Record<string, string>) => ({ PATH: `${scratch.root}/bin:/bin`, HOME: scratch.root, BUILD: "0", ...more });
const run = (args: string[], more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [script(), ...args], { encoding: "utf8", env: environment(more) });

const refused: Record<string, { args: string[]; npx?: string; more?: Record<string, string>; status: number; says: string }> = {
  "no task": { args: [], status: 2, says: "usage: node tools/run.mjs demo|test|verify" },
  "an unknown task": { args: ["toString"], status: 2, says: "usage: node tools/run.mjs demo|test|verify" },
  "exec of nothing": { args: ["exec", "--"], status: 2, says: "usage: node tools/run.mjs demo|test|verify" },
  "no npm": { args: ["test"], more: { PATH: "/nowhere" }, status: 1, says: "npx is not on PATH (Debian: apt-get install npm)" },
  "no network": {
    args: ["test"],
    npx: "echo 'npm error code ENOTFOUND' >&2; echo 'npm error network request failed' >&2; exit 1",
    status: 1,
    says: "could not fetch Node 24.21.0 and pnpm 12.21.0: no network, or the npm registry does not answer (ENOTFOUND)",
  },
  "a refusal of the registry": {
    args: ["test"],
    npx: "echo 'npm error code E403' >&2; echo 'npm error 403 Forbidden - GET' >&2; exit 1",
    status: 1,
    says: "could not fetch Node 24.21.0 and pnpm 12.21.0: 403 Forbidden - GET",
  },
};
test.each(Object.entries(refused))("%s ends with one line", (_name, { args, npx, more, status, says }) => {
  pretend("bin", "npx", npx ?? "exit 1");
  pretend("bin", "node", "echo v20.20.2");
  pretend("bin", "pnpm", "echo 9.15.0");
  const { status: actual, stderr, stdout } = run(args, more);
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => !line.includes("(once)"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(says);
  expect([actual, stdout]).toEqual([status, ""]);
});

test("installs, builds and runs with the Node and pnpm of PATH; standard output is the task's alone; its exit code is passed on", () => {
  pretendTools("bin");
  const { status, stdout, stderr } = run(["demo", "--region", "eu west"]);
  expect(stdout).toBe("pnpm --silent run demo:run --region eu west\n");
  expect(stderr).toContain("pnpm install --frozen-lockfile");
  expect(stderr).toContain("pnpm --silent run build");
  expect(status).toBe(3);
});

test("a failed build ends the run with its exit code", () => {
  pretendTools("bin");
  const { status, stdout, stderr } = run(["test"], { BUILD: "6" });
  expect([status, stdout]).toEqual([6, ""]);
  expect(stderr).toContain("the build failed");
});

test("what npx fetched is remembered", () => {
  pretend("bin", "npx", `echo fetched >> "${scratch.root}/fetched"; echo "/nowhere:${scratch.root}/npx:/bin"`);
  pretendTools("npx");
  expect(run(["exec", "pnpm", "x"]).stdout).toBe("pnpm x\n");
  expect(run(["exec", "pnpm", "y"]).stderr).toBe("");
  rmSync(join(scratch.root, "npx", "node"));
  expect(run(["exec", "pnpm", "z"]).stderr).toContain("put neither on PATH");
});

test("what npm tells its scripts is dropped; where packages come from is kept", () => {
  pretendTools("bin");
  const more = {
    npm_config_frozen_lockfile: "false",
    npm_package_name: "x",
    NODE_ENV: "production",
    npm_config_registry: "http://127.0.0.1/",
    KEPT: "1",
  };
  const { stdout } = run(["exec", "--", "sh", "-c", "export"], more);
  for (const name of ["npm_config_frozen_lockfile", "npm_package_name", "NODE_ENV"]) expect(stdout).not.toContain(name);
  for (const text of [
    "npm_config_registry='http://127.0.0.1/'",
    "KEPT='1'",
    "TURBO_TELEMETRY_DISABLED='1'",
    `PLUMBLINE_CACHE='${scratch.root}/.cache'`,
  ]) {
    expect(stdout).toContain(text);
  }
});

test("a home that can't be written to is replaced", () => {
  pretendTools("bin");
  expect(run(["exec", "sh", "-c", "echo $HOME"], { HOME: "/nonexistent" }).stdout).toBe(`${scratch.root}/.cache/home\n`);
});

test("an install is not repeated until something changes that decides it", () => {
  pretendTools("bin");
  const installs = () => run(["demo"]).stderr.includes("pnpm install");
  expect(installs()).toBe(true);
  expect(installs()).toBe(false);
  mkdirSync(join(scratch.root, "packages/new"), { recursive: true });
  writeFileSync(join(scratch.root, "packages/new/package.json"), "{}");
  expect(installs()).toBe(true);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s reaches the command, whose exit code is passed on", async (signal) => {
  pretendTools("bin");
  const command = `const stop = () => process.exit(9); process.on("${signal}", stop); console.log("ready"); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, [script(), "exec", "--", process.execPath, "-e", command], {
    env: environment({}),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill(signal);
  expect(await once(child, "exit")).toEqual([9, null]);
});

test("a command that a signal ended gives 128 and its number", () => {
  pretendTools("bin");
  expect(run(["exec", "sh", "-c", "kill -TERM $$"]).status).toBe(143);
});

test("a command that there is not", () => {
  pretendTools("bin");
  const { status, stderr } = run(["exec", "no-such-command"]);
  expect([status, stderr]).toEqual([127, "plumbline: cannot run no-such-command: ENOENT\n"]);
});
