import { Writable } from "node:stream";
import type { Io } from "@plumbline/cli/io";
import { emulatorCredentials } from "@plumbline/testkit/emulator";

/** A command's surroundings in the demo: fixed fake keys and no other variable, output kept and shown when asked. */
export function demoIo(io: Io, folder: string, shows: boolean): { io: Io; text(): string } {
  const kept: string[] = [];
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      kept.push(String(chunk));
      if (shows) io.stdout.write(chunk, () => done());
      else done();
    },
  });
  const environment = {
    AWS_ACCESS_KEY_ID: emulatorCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulatorCredentials.secretAccessKey,
    AWS_SESSION_TOKEN: emulatorCredentials.sessionToken,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(coloured(io) ? { FORCE_COLOR: "1" } : {}),
  };
  return { io: { ...io, stdout, environment, folder }, text: () => kept.join("") };
}

const coloured = ({ environment, isTerminal }: Io): boolean => isTerminal.stdout && !environment["NO_COLOR"];
