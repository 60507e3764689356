import { processIo } from "@plumbline/cli/process-io";
import { scanHandler } from "./service/scan.ts";

/** What Lambda invokes asynchronously with one scan. */
export const handler = scanHandler(processIo());
