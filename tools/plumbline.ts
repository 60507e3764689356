import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "./gen/names.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code; this process goes on serving meanwhile. */
export const runCommand = (file: string, words: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> =>
  new Promise((resolve, reject) => {
    execFile(file, words, { ...options, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });

/** Runs the umbrella from its sources, with keys of the emulator and nothing of the real environment. Throws when it ends otherwise than by `codes`. */
export async function plumbline(
  words: readonly string[],
  { folder, codes }: { folder: string; codes: readonly number[] },
): Promise<string> {
  const main = ["--conditions=@plumbline/source", join(root, "apps/plumbline/src/main.ts")];
  const env = {
    ...{ PATH: process.env["PATH"], AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" },
    ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
  };
  const { code, stdout, stderr } = await runCommand(process.execPath, [...main, ...words], { cwd: folder, env });
  if (!codes.includes(code)) throw new Error(`plumbline ${words[0]} ended with ${code}: ${stderr}`);
  return stdout;
}
