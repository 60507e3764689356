import { defineAuditor } from "@plumbline/audit-kit/define";
import { rdsRunning } from "@plumbline/changes/rds/running";
import { rds } from "@plumbline/collectors/rds";
import { stopInstance } from "../judge/stop-database.ts";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

/** Fails for an instance without one of the required tags; values are not looked at. The remedy only stops it: the finding stays, contained. */
export const rdsRequiredTags = defineAuditor({
  id: "rds/required-tags",
  title: "RDS instances carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  subject: rds,
  needs: [],
  settings: RequiredTags,
  evaluate: ({ facts: { status, tags }, settings }) =>
    status === "deleting" ? { status: "not-applicable", reason: "it is being deleted" } : judgeTags(tags, settings),
  remediation: {
    summary: "Stops the instance, where AWS can; it starts again after 7 days.",
    changes: [rdsRunning],
    blastRadius: { untold: "who connects to it; CloudWatch counts DatabaseConnections" },
    plan: ({ facts }) => stopInstance(facts),
  },
});
