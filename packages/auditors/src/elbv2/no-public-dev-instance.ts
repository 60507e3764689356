import { cure, defineAuditor, type Input, read } from "@plumbline/audit-kit/define";
import { elbv2Targets } from "@plumbline/changes/elbv2/targets";
import { ec2 } from "@plumbline/collectors/ec2";
import { elbv2 } from "@plumbline/collectors/elbv2";
import { DevInstances, isInternetFacing } from "../judge/dev-instances.ts";
import { deregistered, describeTarget, targetsByInstance } from "../judge/instance-targets.ts";

const context = { instances: read(ec2) };
type Where = Input<typeof elbv2, "targets", typeof context, typeof DevInstances>;

const targetsOf = ({ facts, context }: Where) =>
  facts.kind === "group" ? targetsByInstance(facts.targets.registered, facts.vpc, context.instances) : new Map<string, never>();
const exposing = ({ facts }: Where) => (facts.kind === "group" ? facts.balancers.filter(({ scheme }) => isInternetFacing(scheme)) : []);

/**
 * The target group carries the finding, not its load balancer: it holds the targets, and one deregistration cures it for all load balancers
 * that send to it. Instances behind an internal load balancer that is itself a target of an internet-facing one are not seen, nor are
 * addresses from an IPv4 prefix that an instance was given. Any health counts; targets that are draining do not.
 */
export const elbv2NoPublicDevInstance = defineAuditor({
  id: "elbv2/no-public-dev-instance",
  title: "No instance of a dev account is public through a load balancer",
  severity: "high",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#load-balancer-scheme",
  subject: elbv2,
  needs: ["targets"],
  context,
  settings: DevInstances,
  evaluate(input) {
    const { facts, account, settings } = input;
    if (account.kind !== "dev") return { status: "not-applicable", reason: "the account is no dev account" };
    if (facts.kind === "balancer") return { status: "not-applicable", reason: "its target groups carry the finding" };
    const balancers = exposing(input).map(({ id }) => id);
    const found = targetsOf(input);
    if (balancers.length === 0 || found.size === 0) return { status: "pass" };
    return [...found].map(([instance, targets]) => {
      if (settings.allowedInstances.includes(instance)) return { subKey: instance, status: "pass" };
      const evidence = { instance, targets: targets.map(describeTarget), balancers };
      return { subKey: instance, status: "fail", reason: `the internet reaches instance ${instance} through it`, evidence };
    });
  },
  remediation: {
    summary: "Deregisters the instance's targets.",
    changes: [elbv2Targets],
    blastRadius: {
      tells: ["target"],
      untold: "who sends requests to it",
      of: (input, instance = "") => deregistered(targetsOf(input).get(instance) ?? [], input.facts.targets.registered),
    },
    plan(input, instance = "") {
      const { facts } = input;
      const own = targetsOf(input).get(instance) ?? [];
      const names = facts.kind === "group" ? facts.balancers.map(({ id }) => id.split("/").at(-2)).join(", ") : "";
      const note = `${instance} gets no more requests from ${names}; what registered it, such as an Auto Scaling group, may do so again`;
      const kept = facts.targets.registered.filter((target) => !own.includes(target));
      return cure(elbv2Targets.to(kept, { note }));
    },
  },
});
