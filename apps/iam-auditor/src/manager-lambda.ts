import { processIo } from "@plumbline/cli/process-io";
import { makeManager } from "./manager-handler.ts";

/** What Lambda invokes on a schedule. */
export const handler = makeManager(processIo());
