import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { logsAllManagementEvents } from "../judge/trail.ts";
import { judgeTrails } from "../judge/trails-at-home.ts";

/**
 * Asks for one trail of all regions that logs and takes all management events, read and write, none left out. A trail of one region does
 * not count: it says nothing of regions that nobody uses.
 */
export const accountMultiRegionTrail = defineAuditor({
  id: "account/multi-region-trail",
  onRequest: true,
  title: "A trail of all regions logs all management events",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-1",
  subject: account,
  needs: [],
  context: { trails: read(multiRegionTrail, "status", "selectors") },
  evaluate: ({ context: { trails } }) =>
    judgeTrails(trails.values(), logsAllManagementEvents, "no trail of all regions logs all management events"),
});
