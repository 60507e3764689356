import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import type { Io } from "./io.ts";

/** The real process; only an app's `main.ts` calls this. */
export function processIo(): Io {
  // V8 lets garbage grow to 100 MB and more before it collects any of it, to save some milliseconds.
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=20"]) setFlagsFromString(flag);
  // A reader that goes away, as head does, is told by the write that fails; without a listener it would end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    isTerminal: { stdout: process.stdout.isTTY ?? false, stderr: process.stderr.isTTY ?? false },
    columns: process.stdout.columns ?? 120,
    now: () => new Date(),
    random: () => randomBytes(3).toString("hex"),
    sleep: (milliseconds) => setTimeout(milliseconds),
    untilStopped() {
      const stop = new AbortController();
      // A second signal ends the process as ever.
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
      return stop.signal;
    },
  };
}
