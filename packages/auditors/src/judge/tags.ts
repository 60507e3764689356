import type { CheckVerdict } from "@plumbline/audit-kit/define";
import type { Tags } from "@plumbline/collectors/facts/tags";
import { z } from "zod";

/** Settings of every `required-tags` check: keys that a resource must carry, compared without case; none configured makes it not applicable. */
export const RequiredTags = z.strictObject({ keys: z.array(z.string().trim().min(1)).default([]) });
export type RequiredTags = z.output<typeof RequiredTags>;

/** Judges the tags of any type. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export function judgeTags(tags: Tags, { keys }: RequiredTags): CheckVerdict {
  if (keys.length === 0) return { status: "not-applicable", reason: "no tag is required" };
  const present = new Set(Object.keys(tags).map((key) => key.toLowerCase()));
  const missing = keys.filter((key) => !present.has(key.toLowerCase()));
  return missing.length === 0
    ? { status: "pass" }
    : { status: "fail", reason: `it lacks ${missing.join(", ")}`, evidence: { missing, present: Object.keys(tags).sort() } };
}
