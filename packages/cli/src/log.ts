import { printable } from "@plumbline/reports/text";
import { createColors } from "picocolors";
import { errorColoursOf, type Io } from "./io.ts";

export type Log = (level: "info" | "warn", message: string, fields?: Readonly<Record<string, string | number>>) => void;

/** Logs to stderr: JSON lines, or one readable line on a terminal. `quiet` keeps warnings only. */
export function makeLog(io: Io, { quiet }: { quiet: boolean }): Log {
  const { stderr, isTerminal, now } = io;
  const { yellow, dim } = createColors(errorColoursOf(io));
  return (level, message, fields = {}) => {
    if (quiet && level === "info") return;
    if (!isTerminal.stderr) stderr.write(`${JSON.stringify({ time: now().toISOString(), level, message, ...fields })}\n`);
    else stderr.write(`${level === "warn" ? yellow("! ") : dim("· ")}${printable(message)}\n`);
  };
}
