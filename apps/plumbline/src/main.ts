#!/usr/bin/env node
import { processIo } from "@plumbline/cli/process-io";
import { runPlumbline } from "./run.ts";

// What was begun stays: a run can be resumed, and the journal tells what was being written.
process.once("SIGINT", () => {
  process.stderr.write("plumbline: interrupted\n  --resume latest goes on with a scan; plumbline journal tells what was being written\n");
  process.exit(130);
});

process.exitCode = await runPlumbline(process.argv.slice(2), processIo());
