import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { elbInstances } from "@plumbline/changes/elb/instances";
import { elb } from "@plumbline/collectors/elb";
import { affected } from "../judge/affected.ts";
import { DevInstances, isInternetFacing } from "../judge/dev-instances.ts";

/** Judges each registered instance of an internet-facing load balancer, whatever its health and whatever security groups let through. */
export const elbNoPublicDevInstance = defineAuditor({
  id: "elb/no-public-dev-instance",
  title: "No instance of a dev account is public through a classic load balancer",
  severity: "high",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-internet-facing-load-balancers.html",
  subject: elb,
  needs: [],
  settings: DevInstances,
  evaluate({ facts: { scheme, instances }, settings, account }) {
    if (account.kind !== "dev") return { status: "not-applicable", reason: "the account is no dev account" };
    if (!isInternetFacing(scheme) || instances.length === 0) return { status: "pass" };
    return instances.map((instance) => {
      if (settings.allowedInstances.includes(instance)) return { subKey: instance, status: "pass" };
      return {
        subKey: instance,
        status: "fail",
        reason: `the internet reaches instance ${instance} through it`,
        evidence: { scheme, instance },
      };
    });
  },
  remediation: {
    summary: "Deregisters the instance.",
    changes: [elbInstances],
    blastRadius: {
      tells: ["target"],
      untold: "who sends requests to it",
      of: ({ facts: { instances } }, instance = "") => ({
        affected: affected("target", [instance]),
        remaining: { kind: "target", count: instances.filter((id) => id !== instance).length },
      }),
    },
    plan({ facts: { instances } }, instance) {
      const note = `${instance} gets no more requests from it; an Auto Scaling group attached to it registers its later instances again`;
      return cure(
        elbInstances.to(
          instances.filter((id) => id !== instance),
          { note },
        ),
      );
    },
  },
});
