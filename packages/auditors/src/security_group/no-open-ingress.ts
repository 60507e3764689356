import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { securityGroupRules } from "@plumbline/changes/security_group/rules";
import { securityGroup } from "@plumbline/collectors/security_group";
import { type OpenRule, OpenRules, openRules } from "../judge/open-rules.ts";
import { describePorts } from "../judge/ports.ts";

const toEvidence = ({ rule, ruleId, from, list }: OpenRule) => ({
  ...{ ruleId, protocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, from },
  ...(list ? { prefixList: list.id, prefixListOwner: list.owner } : {}),
});
const describe = (rules: readonly OpenRule[]) => [...new Set(rules.map(({ rule }) => describePorts(rule)))].join(", ");

/** Judges each rule by itself, whether or not anything uses the group: several ranges that together cover the internet are not added up. */
export const securityGroupNoOpenIngress = defineAuditor({
  id: "security_group/no-open-ingress",
  title: "No security group lets everyone in",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  subject: securityGroup,
  needs: ["rules", "prefixLists"],
  settings: OpenRules,
  evaluate({ facts, settings }) {
    const open = openRules(facts, settings);
    if (open.length === 0) return { status: "pass" };
    return { status: "fail", reason: `it lets everyone in: ${describe(open)}`, evidence: { rules: open.map(toEvidence) } };
  },
  remediation: {
    summary: "Revokes the rules that let everyone in; the others stay, and so does every prefix list.",
    changes: [securityGroupRules],
    optIn: true,
    plan({ facts, settings }) {
      if (!settings.remediate) return { none: "it is off; set remediate: true" };
      const open = openRules(facts, settings);
      const lists = new Map(open.flatMap(({ list }) => (list ? [[list.id, `${list.id} (${list.name}) of ${list.owner}`]] : [])));
      if (lists.size > 0)
        return {
          none: `it lets everyone in through prefix list ${[...lists.values()].join(", ")}, and a prefix list is never changed; its owner has to`,
        };
      const gone = new Set(open.map(({ rule }) => rule));
      const note = `who is let in by nothing else loses ${describe(open)}`;
      return cure(
        securityGroupRules.to(
          facts.rules.rules.filter((rule) => !gone.has(rule)),
          { note },
        ),
      );
    },
  },
});
