import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const modules = ["process-io.ts", "run-command.ts", "io.ts"].map((name) => JSON.stringify(join(import.meta.dirname, name)));
// A command of the real process: prints so many lines, then says on stderr what it saw of its surroundings.
const program = `
import { Command } from "commander";
const [{ processIo }, { runCommand }, { print }] = await Promise.all([${modules.map((path) => `import(${path})`).join(", ")}]);
const io = processIo();
const result = { exitCode: 0 };
const command = new Command("plumbline-test").argument("<lines>").action(async (lines) => {
  for (let i = 0; i < Number(lines); i++) await print(io.stdout, "x".repeat(99) + "\\n");
  const { environment, folder, isTerminal, columns } = io;
  const [now, random] = [io.now(), [io.random(), io.random()]];
  await io.sleep(20);
  await print(io.stderr, JSON.stringify({ word: environment.WORD, folder, isTerminal, columns, random, slept: io.now() - now }) + "\\n");
});
process.exitCode = await runCommand(command, process.argv.slice(1), io, result);
`;
const start = (lines: number) => {
  const words = ["--conditions=@plumbline/source", "--input-type=module", "--eval", program, String(lines)];
  const child = spawn(process.execPath, words, {
    cwd: import.meta.dirname,
    env: { WORD: "given", PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, stderr: text(child.stderr), ended: once(child, "close").then(([code]) => code as number) };
};

describe("a command of the real process", () => {
  it("has its folder, its environment, its streams, a clock, and texts that differ", async () => {
    const { child, stderr, ended } = start(3);
    expect([await text(child.stdout), await ended]).toEqual([`${"x".repeat(99)}\n`.repeat(3), 0]);
    const seen = JSON.parse(await stderr);
    expect(seen).toMatchObject({ word: "given", folder: import.meta.dirname, isTerminal: { stdout: false, stderr: false }, columns: 120 });
    expect(seen.slept).toBeGreaterThanOrEqual(15);
    expect(new Set(seen.random).size).toBe(2);
    for (const one of seen.random) expect(one).toMatch(/^[0-9a-f]{6}$/);
  }, 30_000);

  it("ends quietly and says that it is incomplete when its reader goes away, as head does", async () => {
    const { child, stderr, ended } = start(100_000);
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect([await ended, await stderr]).toEqual([3, ""]);
  }, 30_000);
});
