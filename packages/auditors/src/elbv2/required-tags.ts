import { defineAuditor } from "@plumbline/audit-kit/define";
import { elbv2 } from "@plumbline/collectors/elbv2";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

/** Judges load balancers and target groups alike, each by its own tags. */
export const elbv2RequiredTags = defineAuditor({
  id: "elbv2/required-tags",
  title: "Load balancers and target groups carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-tags.html",
  subject: elbv2,
  needs: ["tags"],
  settings: RequiredTags,
  evaluate: ({ facts, settings }) => judgeTags(facts.tags, settings),
});
