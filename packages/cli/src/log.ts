import pc from "picocolors";
import type { Io } from "./io.ts";

export type Log = (level: "info" | "warn", message: string, fields?: Readonly<Record<string, string | number>>) => void;

/** Logs to stderr: JSON lines, or one readable line on a terminal. `quiet` keeps warnings only. */
export function makeLog({ stderr, isTerminal, now }: Io, { quiet }: { quiet: boolean }): Log {
  return (level, message, fields = {}) => {
    if (quiet && level === "info") return;
    if (!isTerminal.stderr) stderr.write(`${JSON.stringify({ time: now().toISOString(), level, message, ...fields })}\n`);
    else stderr.write(`${level === "warn" ? pc.yellow("! ") : pc.dim("· ")}${message}\n`);
  };
}
