#!/usr/bin/env node
import { processIo } from "@plumbline/cli/process-io";
import { runIamAuditor } from "./run-iam-auditor.ts";

process.exitCode = await runIamAuditor(process.argv.slice(2), processIo());
