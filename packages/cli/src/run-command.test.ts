import { Writable } from "node:stream";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { CommandError } from "./command-error.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { runWith, testIo } from "./io.fixture.ts";
import { print } from "./io.ts";
import { runCommand } from "./run-command.ts";

const deep = new CommandError("it is so", { exitCode: 4, hint: "do this", cause: new Error("the cause", { cause: "a text" }) });
const make =
  (action: () => void | Promise<void>, exitCode: ExitCode = 0) =>
  (_io: unknown, result: { exitCode: ExitCode }) =>
    new Command("plumbline-test")
      .option("--debug", "stack")
      .addCommand(new Command("inner").option("--debug").action(action))
      .action(async () => {
        await action();
        result.exitCode = exitCode;
      });
const fails = (error: unknown) => () => Promise.reject(error);

describe("runCommand", () => {
  it.each(Object.values(exitCodes))("resolves to the exit code that the command leaves: %i", async (code) => {
    expect(
      await runWith(
        make(() => undefined, code),
        [],
      ),
    ).toMatchObject({ code, stdout: "", stderr: "" });
  });

  const rows: Record<string, { error: unknown; words?: string[]; code: number; says: RegExp }> = {
    "a line and a hint": { error: deep, code: 4, says: /^plumbline-test: it is so\n {2}do this\n$/ },
    "a line without a hint": { error: new CommandError("it is so", { exitCode: 2 }), code: 2, says: /^plumbline-test: it is so\n$/ },
    "also of an inner command": { error: deep, words: ["inner"], code: 4, says: /^plumbline-test: it is so\n {2}do this\n$/ },
    "a hint to the help, which names the command": {
      error: new CommandError("it is so", { exitCode: 2, hint: "see --help" }),
      ...{ code: 2, says: /^plumbline-test: it is so\n {2}see plumbline-test --help\n$/ },
    },
    "a hint that ends in the help, which names the inner command": {
      error: new CommandError("it is so", { exitCode: 2, hint: "write it apart; see --help" }),
      ...{ words: ["inner"], code: 2, says: /^plumbline-test: it is so\n {2}write it apart; see plumbline-test inner --help\n$/ },
    },
    "a hint to another command's help, as it stands": {
      error: new CommandError("it is so", { exitCode: 2, hint: "see plumbline gen --help" }),
      ...{ code: 2, says: /\n {2}see plumbline gen --help\n$/ },
    },
    "the stack and its causes with --debug": {
      error: deep,
      words: ["--debug"],
      code: 4,
      says: /do this\nCommandError: it is so\n\s+at [\s\S]*\ncaused by Error: the cause\n\s+at /,
    },
    "no stack of what is no error": {
      error: "a text",
      words: ["--debug"],
      code: 70,
      says: /^plumbline-test: internal error: a text\n .*report the stack\n$/,
    },
    "no controls of AWS's texts": {
      error: new CommandError("a\u001b[2Jb", { exitCode: 3, hint: "\u0007c" }),
      code: 3,
      says: /^plumbline-test: a\\u001b\[2Jb\n {2}\\u0007c\n$/,
    },
  };
  it.each(Object.entries(rows))("tells an error: %s", async (_, { error, words = [], code, says }) => {
    const ran = await runWith(make(fails(error)), words);
    expect(ran.stderr).toMatch(says);
    expect([ran.code, ran.stdout]).toEqual([code, ""]);
  });

  it("prints help on stdout and ends well", async () => {
    const ran = await runWith(
      make(() => undefined),
      ["--help"],
    );
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toMatch(/^Usage: plumbline-test/);
  });

  it.each([["--unknown"], ["inner", "--unknown"]])("tells unknown words once: %s", async (...words) => {
    const ran = await runWith(
      make(() => undefined),
      words,
    );
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/^error: unknown option '--unknown'\n$/);
  });
});

it.each(["--unknown=very-secret", "--unknown=very'\n-secret", "--unknown==very-secret", "-u=very-secret", "--debugs=very-secret'"])(
  "tells the name alone of an unknown option with a value: %s",
  async (word) => {
    const ran = await runWith(
      make(() => undefined),
      [word],
    );
    const [name] = word.split("=");
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr.split("\n")[0]).toBe(`error: unknown option '${name}'`);
    expect(ran.stderr).not.toContain("secret");
  },
);

const failing = (code: string) =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })) }).on(
    "error",
    () => undefined,
  );
const outputs: Record<string, { code: string; ends: ExitCode; says: RegExp }> = {
  "a reader that went away": { code: "EPIPE", ends: 3, says: /^$/ },
  "a disk that is full": { code: "ENOSPC", ends: 2, says: /^plumbline-test: cannot write the output: write ENOSPC\n {2}free space/ },
};
it.each(Object.entries(outputs))("an output that takes nothing: %s", async (_, { code, ends, says }) => {
  const { io, stderr } = testIo({ stdout: failing(code) });
  const command = make(() => print(io.stdout, "text"))(io, { exitCode: 0 });
  expect(await runCommand(command, [], io, { exitCode: 0 })).toBe(ends);
  expect(stderr()).toMatch(says);
});

it.each([
  ["20.19.0", 2],
  ["22.11.1", 2],
  ["22.12.0", 0],
  ["24.0.0", 0],
] as const)("Node %s", async (node, code) => {
  const { io, stderr } = testIo();
  const command = make(() => undefined)(io, { exitCode: 0 });
  expect(await runCommand(command, [], io, { exitCode: 0 }, node)).toBe(code);
  expect(stderr()).toBe(code === 0 ? "" : `plumbline-test: this wants Node 22.12 or later, and this is ${node}\n  install a newer Node\n`);
});
