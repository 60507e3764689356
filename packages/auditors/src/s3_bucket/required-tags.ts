import { defineAuditor } from "@plumbline/audit-kit/define";
import { s3Bucket } from "@plumbline/collectors/s3_bucket";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

/** Fails when a required tag key is missing, whatever its case. */
export const s3BucketRequiredTags = defineAuditor({
  id: "s3_bucket/required-tags",
  title: "S3 buckets carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  subject: s3Bucket,
  needs: ["tags"],
  settings: RequiredTags,
  evaluate: ({ facts, settings }) => judgeTags(facts.tags, settings),
});
