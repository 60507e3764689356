import { defineAuditor } from "@plumbline/audit-kit/define";
import { redshift } from "@plumbline/collectors/redshift";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

/** Fails for a cluster without one of the required tags; values are not looked at. */
export const redshiftRequiredTags = defineAuditor({
  id: "redshift/required-tags",
  title: "Redshift clusters carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  subject: redshift,
  needs: [],
  settings: RequiredTags,
  evaluate: ({ facts: { status, tags }, settings }) =>
    status === "deleting" ? { status: "not-applicable", reason: "it is being deleted" } : judgeTags(tags, settings),
});
