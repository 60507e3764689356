import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import type { ExitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { runCommand } from "./run-command.ts";

/** Keys that no account knows, and nothing of the machine's own configuration. */
export const fakeKeys = {
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

const sink = () => {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "plumbline-"));

interface Given extends Partial<Omit<Io, "stdin">> {
  readonly stdin?: string;
}

/** A command's surroundings: a new folder, no terminal, a clock that stands, and no pause. What was printed and how long was slept can be asked. */
export function testIo({ stdin = "", ...given }: Given = {}) {
  const [out, err] = [sink(), sink()];
  const slept: number[] = [];
  let runs = 0;
  const io: Io = {
    stdin: Readable.from(stdin === "" ? [] : [stdin]),
    stdout: out.stream,
    stderr: err.stream,
    environment: fakeKeys,
    folder: newFolder(),
    isTerminal: { stdout: false, stderr: false },
    columns: 120,
    now: () => new Date("2026-03-01T12:00:00.000Z"),
    random: () => String(++runs).padStart(6, "0"),
    sleep: async (milliseconds) => void slept.push(milliseconds),
    ...given,
  };
  return { io, slept, stdout: out.text, stderr: err.text };
}

type Make = (io: Io, result: { exitCode: ExitCode }) => Parameters<typeof runCommand>[0];

/** Runs a command with its words as its `main.ts` does. */
export async function runWith(make: Make, words: readonly string[], given: Given = {}) {
  const { io, slept, stdout, stderr } = testIo(given);
  const result: { exitCode: ExitCode } = { exitCode: 0 };
  const code = await runCommand(make(io, result), words, io, result);
  return { code, stdout: stdout(), stderr: stderr(), slept, folder: io.folder };
}

/** The JSON lines of a text. */
export const linesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
