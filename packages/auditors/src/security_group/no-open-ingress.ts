import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { securityGroupRules } from "@plumbline/changes/security_group/rules";
import { securityGroup } from "@plumbline/collectors/security_group";
import { closedTo, type OpenRule, OpenRules, openRules } from "../judge/open-rules.ts";
import { describePorts } from "../judge/ports.ts";

const toEvidence = ({ rule, ruleId, from, list }: OpenRule) => ({
  ...{ ruleId, protocol: rule.protocol, fromPort: rule.fromPort, toPort: rule.toPort, from },
  ...(list ? { prefixList: list.id, prefixListOwner: list.owner } : {}),
});
const describe = (rules: readonly OpenRule[]) => [...new Set(rules.map(({ rule }) => describePorts(rule)))].join(", ");

/** What opens a group through a prefix list is a part of its own: it is never changed, and what the group opens by itself is not held up by it. */
const listPart = "prefix-lists";
const ofList = (open: readonly OpenRule[]) => open.filter(({ list }) => list !== undefined);
const ofGroup = (open: readonly OpenRule[]) => open.filter(({ list }) => list === undefined);
const fail = (open: readonly OpenRule[]) =>
  ({ status: "fail", reason: `it lets everyone in: ${describe(open)}`, evidence: { rules: open.map(toEvidence) } }) as const;

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
    const [lists, own] = [ofList(open), ofGroup(open)];
    if (open.length === 0) return { status: "pass" };
    if (lists.length === 0) return fail(own);
    return [...(own.length > 0 ? [{ subKey: "ranges", ...fail(own) }] : []), { subKey: listPart, ...fail(lists) }];
  },
  remediation: {
    summary: "Revokes the rules that let everyone in; the others stay, and so does every prefix list.",
    changes: [securityGroupRules],
    optIn: true,
    blastRadius: {
      tells: ["address"],
      untold: "what uses the group, and who connects through it",
      of: ({ facts, settings }) => closedTo(ofGroup(openRules(facts, settings))),
    },
    plan({ facts, settings }, subKey) {
      if (!settings.remediate) return { none: "it is off; set remediate: true" };
      const open = openRules(facts, settings);
      const names = [...new Set(open.flatMap(({ list }) => (list ? [`${list.id} (${list.name}) of ${list.owner}`] : [])))].join(", ");
      if (subKey === listPart)
        return { none: `it lets everyone in through prefix list ${names}, and a prefix list is never changed; its owner has to` };
      const gone = new Set(ofGroup(open).map(({ rule }) => rule));
      const kept = facts.rules.rules.filter((rule) => !gone.has(rule));
      const left = names ? `; prefix list ${names} still lets everyone in` : "";
      return cure(securityGroupRules.to(kept, { note: `who is let in by nothing else loses ${describe(ofGroup(open))}${left}` }));
    },
  },
});
