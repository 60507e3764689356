import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./handler.ts";

/** What Lambda invokes for events of EventBridge, or for batches of a queue with them. */
export const handler = makeHandler(processIo());
