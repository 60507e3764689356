#!/usr/bin/env node
import { processIo } from "@plumbline/cli/process-io";
import { runConnector } from "./run-connector.ts";

process.exitCode = await runConnector(process.argv.slice(2), processIo());
