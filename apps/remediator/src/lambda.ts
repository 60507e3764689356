import { processIo } from "@plumbline/cli/process-io";
import { makeHandler } from "./make-handler.ts";
import { openState } from "./open-state.ts";

const io = processIo();

/** What Lambda invokes with a batch of SQS; the event source mapping reports batch item failures. */
export const handler = makeHandler(io, (remediating) => openState(remediating, io));
