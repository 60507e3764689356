import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./handler.ts";

/** What Lambda invokes on a schedule. */
export const handler = makeHandler(processIo());
