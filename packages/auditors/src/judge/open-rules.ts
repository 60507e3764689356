import type { Facts } from "@plumbline/audit-kit/define";
import { everyoneIn, type IngressRule, ruleKey } from "@plumbline/collectors/facts/security-group";
import type { securityGroup } from "@plumbline/collectors/security_group";
import { z } from "zod";
import { type Affected, affected } from "./affected.ts";
import { isWithin, overlaps, PortList, portsOf } from "./ports.ts";

/**
 * Which open rules count: those that reach beyond `allowedPorts`; only those that reach one of `ports`, where given; only from these `ranges`.
 * A protocol without ports, such as ICMP, is never allowed by `allowedPorts` and never reaches one of `ports`.
 */
export const OpenRules = z.strictObject({
  allowedPorts: PortList.default([]),
  ports: PortList.optional(),
  ranges: z.array(z.enum(["0.0.0.0/0", "::/0"])).default(["0.0.0.0/0", "::/0"]),
  remediate: z.boolean().default(false),
});
type Settings = z.output<typeof OpenRules>;
type Group = Facts<typeof securityGroup, "rules" | "prefixLists">;

/** A rule that lets everyone in, by its own range or through a prefix list. */
export interface OpenRule {
  readonly rule: IngressRule;
  readonly ruleId: string;
  readonly from: readonly string[];
  readonly list: Group["prefixLists"][number] | undefined;
}

function counts(rule: IngressRule, { allowedPorts, ports: judged }: Settings): boolean {
  const ports = portsOf(rule);
  if (judged) return ports !== undefined && judged.some((one) => overlaps(one, ports)) && !isWithin(ports, allowedPorts);
  return ports === undefined || !isWithin(ports, allowedPorts);
}

/** The rules of a group that let everyone in, by the settings. */
export const openRules = ({ rules: { rules, ruleIds }, prefixLists }: Group, settings: Settings): OpenRule[] =>
  rules
    .filter((rule) => counts(rule, settings))
    .map((rule): OpenRule => {
      const list = prefixLists.find(({ id }) => id === rule.prefixList);
      const open = list?.everyone ?? everyoneIn(rule.cidr ?? "");
      return {
        rule,
        ruleId: ruleIds[ruleKey(rule)] ?? "",
        from: open.filter((range) => settings.ranges.some((one) => one === range)),
        list,
      };
    })
    .filter(({ from }) => from.length > 0);

/** The ranges of addresses that lose what the rules let through. */
export const closedTo = (open: readonly OpenRule[]): { affected: Affected[] } => ({
  affected: affected(
    "address",
    open.flatMap(({ from }) => from),
  ),
});
