import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./handler.ts";

/** The Lambda: a target of EventBridge rules, or of a queue that gets their events. */
export const handler = makeHandler(processIo);
