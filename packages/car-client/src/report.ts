import type { Report } from "./envelope.ts";

/** Names a run by its instant, in epoch milliseconds. */
export const newReport = (now: Date): Report => ({
  _key: String(now.getTime()),
  timestamp: now.getTime(),
  ...{ type: "AWS cloud datasource", description: "AWS cloud datasource" },
});
