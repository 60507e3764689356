import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./handler.ts";

/** What Lambda invokes with a batch of SQS, whose event source mapping reports batch item failures, or with messages of SNS. */
export const handler = makeHandler(processIo());
