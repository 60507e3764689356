import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./gen/names.ts";

/** Runs the umbrella from its sources, with keys of the emulator and nothing of the real environment. Throws when it ends otherwise than by `codes`. */
export function plumbline(words: readonly string[], { folder, codes }: { folder: string; codes: readonly number[] }): string {
  const main = ["--conditions=@plumbline/source", join(root, "apps/plumbline/src/main.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...main, ...words], {
    cwd: folder,
    env: {
      ...{ PATH: process.env["PATH"], AWS_ACCESS_KEY_ID: "testing", AWS_SECRET_ACCESS_KEY: "testing" },
      ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
    },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status === null || !codes.includes(status)) throw new Error(`plumbline ${words[0]} ended with ${status}: ${stderr}`);
  return stdout;
}
