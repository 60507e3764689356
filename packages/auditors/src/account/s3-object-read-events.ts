import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { logsObjectEvents } from "../judge/object-events.ts";
import { judgeTrails } from "../judge/trails-at-home.ts";

/** Asks for one trail of all regions that logs reads of every S3 object; selectors of single buckets do not count, however many they are. */
export const accountS3ObjectReadEvents = defineAuditor({
  id: "account/s3-object-read-events",
  onRequest: true,
  title: "A trail of all regions logs reads of all S3 objects",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-23",
  subject: account,
  needs: [],
  context: { trails: read(multiRegionTrail, "status", "selectors") },
  evaluate: ({ context: { trails }, partition }) =>
    judgeTrails(
      trails.values(),
      (selectors) => logsObjectEvents(selectors, "read", partition),
      "no trail of all regions logs reads of all S3 objects",
    ),
});
