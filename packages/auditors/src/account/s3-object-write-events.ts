import { defineAuditor, read } from "@plumbline/audit-kit/define";
import { account } from "@plumbline/collectors/account";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { logsObjectEvents } from "../judge/object-events.ts";
import { judgeTrails } from "../judge/trails-at-home.ts";

/** Asks for one trail of all regions that logs writes of every S3 object; selectors of single buckets do not count, however many they are. */
export const accountS3ObjectWriteEvents = defineAuditor({
  id: "account/s3-object-write-events",
  onRequest: true,
  title: "A trail of all regions logs writes of all S3 objects",
  severity: "low",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-22",
  subject: account,
  needs: [],
  context: { trails: read(multiRegionTrail, "status", "selectors") },
  evaluate: ({ context: { trails }, partition }) =>
    judgeTrails(
      trails.values(),
      (selectors) => logsObjectEvents(selectors, "write", partition),
      "no trail of all regions logs writes of all S3 objects",
    ),
});
