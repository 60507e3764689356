import { contain, cure, defineAuditor, type Input } from "@plumbline/audit-kit/define";
import { ec2ElasticIps } from "@plumbline/changes/ec2/elastic-ips";
import { ec2Stop } from "@plumbline/changes/ec2/stop";
import { ec2Terminate } from "@plumbline/changes/ec2/terminate";
import { ec2 } from "@plumbline/collectors/ec2";
import { z } from "zod";
import { isPublicElsewhere, publicAddresses } from "../judge/public-addresses.ts";
import { judgeStop, managedReason } from "../judge/stop-instance.ts";
import { releaseTouches, stopRadius, stopTouches } from "../judge/stop-touches.ts";

const needs = ["elasticIps", "ipv6Routes", "publicOnStart", "instanceStore", "spotRequest"] as const;
const settings = z.strictObject({ mode: z.enum(["stop", "terminate"]).default("stop") });
type Plan = Input<typeof ec2, (typeof needs)[number], Record<never, never>, typeof settings>;
const terminateNote = "it and its volumes are lost; an Auto Scaling group or a persistent Spot request starts another";

/**
 * Judges addresses, whatever security groups let through. A stopped instance fails when it gets a public address as soon as it starts.
 * An address that AWS assigned and an IPv6 address can't be taken from a running instance: `mode` says whether it is stopped or terminated.
 */
export const ec2NotPublicInDev = defineAuditor({
  id: "ec2/not-public-in-dev",
  title: "No instance of a dev account has a public address",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-9",
  subject: ec2,
  needs,
  settings,
  evaluate({ facts, account }) {
    if (account.kind !== "dev") return { status: "not-applicable", reason: "the account is no dev account" };
    if (facts.state === "terminated" || facts.state === "shutting-down")
      return { status: "not-applicable", reason: "it is being terminated" };
    const addresses = publicAddresses(facts);
    if (addresses.length === 0 && !facts.publicOnStart) return { status: "pass" };
    const words = [...new Set(addresses.map(({ address, kind }) => `${address} (${kind})`))].join(", ");
    const reason = words ? `it has the public address ${words}` : "it gets a public address when it is started";
    return {
      status: "fail",
      reason,
      evidence: { state: facts.state, addresses: addresses.map((one) => ({ ...one })), publicOnStart: facts.publicOnStart },
    };
  },
  remediation: {
    summary: "Disassociates Elastic IPs; stops an instance with another public address, or terminates it in mode terminate.",
    changes: [ec2ElasticIps, ec2Stop, ec2Terminate],
    blastRadius: { ...stopRadius, of: ({ facts }: Plan) => (isPublicElsewhere(facts) ? stopTouches(facts) : releaseTouches(facts)) },
    plan({ facts, settings }: Plan) {
      const none = managedReason(facts);
      if (none !== undefined) return { none };
      const elastic = facts.elasticIps.addresses.map(({ publicIp }) => publicIp).join(", ");
      const release = elastic ? [ec2ElasticIps.to([], { note: `${elastic} no longer leads to it, and stays allocated` })] : [];
      if (!isPublicElsewhere(facts)) return cure(...release);
      if (settings.mode === "terminate") return cure(ec2Terminate.to("terminated", { note: terminateNote }));
      const stop = judgeStop(facts);
      return "none" in stop ? stop : contain(...release, ec2Stop.to("stopped", stop));
    },
  },
});
