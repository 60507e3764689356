import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import type { Tape } from "@plumbline/aws-session/surroundings";
import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { runPlumbline } from "./run.ts";

export const fakeKeys = {
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
  AWS_SESSION_TOKEN: "testing",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
};

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly folder?: string;
  readonly columns?: number;
  readonly now?: () => Date;
  readonly tape?: Tape;
}

const sink = () => {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "plumbline-"));

let runs = 0;
/** Runs `plumbline WORDS` in this process, with fixed fake keys and nothing of the real environment. */
export async function plumbline(
  words: readonly string[],
  { environment = fakeKeys, stdin = "", folder = newFolder(), columns = 120, now = () => new Date(), tape }: Surroundings = {},
): Promise<Ran> {
  const [out, err] = [sink(), sink()];
  const io: Io = {
    stdin: Readable.from(stdin === "" ? [] : [stdin]),
    stdout: out.stream,
    stderr: err.stream,
    environment,
    folder,
    isTerminal: { stdout: false, stderr: false },
    columns,
    now,
    random: () => String(++runs).padStart(6, "0"),
    sleep: async () => undefined,
    ...(tape ? { tape } : {}),
  };
  const code = await runPlumbline(words, io);
  return { code, stdout: out.text(), stderr: err.text() };
}
