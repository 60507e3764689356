#!/usr/bin/env node
import { processIo } from "@plumbline/cli/process-io";
import { runPlumbline } from "./run.ts";

process.exitCode = await runPlumbline(process.argv.slice(2), processIo());
