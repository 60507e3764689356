#!/usr/bin/env node
import { exitCodes } from "@plumbline/cli/exit-code";
import { processIo } from "@plumbline/cli/process-io";
import { type Result, runCommand } from "@plumbline/cli/run-command";
import { consoleCommand } from "./command.ts";

const io = processIo();
const result: Result = { exitCode: exitCodes.clean };
process.exitCode = await runCommand(consoleCommand(io, result).name("plumbline-console"), process.argv.slice(2), io, result);
