import { processIo } from "@plumbline/cli/process-io";
import { requestHandler } from "./service/request.ts";

/** What Lambda invokes with a request, directly or behind API Gateway. */
export const handler = requestHandler(processIo());
