import type { Io } from "@plumbline/cli/io";
import type { Result } from "@plumbline/cli/run-command";
import type { Command } from "commander";

/** Adds a command to its group. What a command does is loaded when it runs. */
export type AddCommand = (group: Command, io: Io, result: Result) => void;
