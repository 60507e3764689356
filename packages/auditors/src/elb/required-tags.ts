import { defineAuditor } from "@plumbline/audit-kit/define";
import { elb } from "@plumbline/collectors/elb";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

/** A tag counts whatever its value is, also an empty one. */
export const elbRequiredTags = defineAuditor({
  id: "elb/required-tags",
  title: "Classic load balancers carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/add-remove-tags.html",
  subject: elb,
  needs: ["tags"],
  settings: RequiredTags,
  evaluate: ({ facts, settings }) => judgeTags(facts.tags, settings),
});
