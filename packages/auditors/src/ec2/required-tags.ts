import { contain, defineAuditor } from "@plumbline/audit-kit/define";
import { ec2Stop } from "@plumbline/changes/ec2/stop";
import { ec2 } from "@plumbline/collectors/ec2";
import { judgeStop } from "../judge/stop-instance.ts";
import { stopRadius } from "../judge/stop-touches.ts";
import { judgeTags, RequiredTags } from "../judge/tags.ts";

const coming: Readonly<Record<string, string>> = {
  pending: "it is still starting",
  "shutting-down": "it is being terminated",
  terminated: "it is terminated",
};

/** A stopped instance still lacks its tags: it fails, and counts as contained. */
export const ec2RequiredTags = defineAuditor({
  id: "ec2/required-tags",
  title: "Instances carry the required tags",
  severity: "low",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  subject: ec2,
  needs: ["elasticIps", "instanceStore", "spotRequest"],
  settings: RequiredTags,
  evaluate({ facts: { state, tags }, settings }) {
    const reason = coming[state];
    return reason === undefined ? judgeTags(tags, settings) : { status: "not-applicable", reason };
  },
  remediation: {
    summary: "Stops the instance.",
    changes: [ec2Stop],
    blastRadius: stopRadius,
    plan({ facts }) {
      const stop = judgeStop(facts);
      return "none" in stop ? stop : contain(ec2Stop.to("stopped", stop));
    },
  },
});
