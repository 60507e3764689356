import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./handler.ts";

/** What Lambda invokes with a batch of SQS; the event source mapping reports batch item failures. */
export const handler = makeHandler(processIo());
