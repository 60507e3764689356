import { Writable } from "node:stream";
import type { Io } from "@plumbline/cli/io";
import { emulatorCredentials } from "@plumbline/testkit/emulator";

/** A command's surroundings in the demo: fixed fake keys and no other variable, and its output kept. */
export function demoIo(io: Io, folder: string): { io: Io; text(): string; errors(): string } {
  const [stdout, stderr] = [keep(), keep()];
  const environment = {
    AWS_ACCESS_KEY_ID: emulatorCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulatorCredentials.secretAccessKey,
    AWS_SESSION_TOKEN: emulatorCredentials.sessionToken,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(coloured(io) ? { FORCE_COLOR: "1" } : {}),
  };
  return { io: { ...io, stdout: stdout.stream, stderr: stderr.stream, environment, folder }, text: stdout.text, errors: stderr.text };
}

function keep() {
  const kept: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      kept.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => kept.join("") };
}

const coloured = ({ environment, isTerminal }: Io): boolean => isTerminal.stdout && !environment["NO_COLOR"];
