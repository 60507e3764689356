import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import type { Result } from "@plumbline/cli/run-command";
import type { Command } from "commander";

/** Runs `plumbline WORDS`; the demo tells its story with it. */
export type RunPlumbline = (words: readonly string[], io: Io) => Promise<ExitCode>;
/** Makes a command; it leaves its exit code in the result. */
export type MakeCommand = (io: Io, result: Result, run: RunPlumbline) => Command;
