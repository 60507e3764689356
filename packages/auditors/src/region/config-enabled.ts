import { defineAuditor } from "@plumbline/audit-kit/define";
import { region } from "@plumbline/collectors/region";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { faultOf } from "../judge/recorder.ts";

const Settings = z.strictObject({
  aggregator: z.strictObject({ account: AccountId, region: z.string().min(1).optional() }).optional(),
  requireAllResourceTypes: z.boolean().default(false),
});

/**
 * A recorder that was started within 24 hours may be PENDING. With `aggregator` set, its account must be authorized to collect here, or
 * be this account; leave it out where the aggregator is the organization's, which needs no authorization.
 */
export const regionConfigEnabled = defineAuditor({
  id: "region/config-enabled",
  title: "AWS Config records in every region",
  severity: "medium",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/config-controls.html",
  subject: region,
  needs: ["recorders", "recorderStatuses", "deliveryChannels", "aggregators"],
  settings: Settings,
  evaluate({ facts: { recorders, recorderStatuses, deliveryChannels, aggregators }, settings, account, now }) {
    const fail = (reason: string, evidence = {}) =>
      ({ status: "fail", reason, evidence: { recorders, recorderStatuses, deliveryChannels, ...evidence } }) as const;
    const complete = recorders.filter(({ recordsAllTypes }) => recordsAllTypes || !settings.requireAllResourceTypes);
    const recording = recorderStatuses.filter(({ name, isRecording }) => isRecording && complete.some((one) => one.name === name));
    if (recorders.length === 0) return fail("it has no configuration recorder");
    if (recording.length === 0)
      return fail(complete.length > 0 ? "no configuration recorder records" : "its recorder leaves out resource types");
    if (deliveryChannels.length === 0) return fail("its configuration recorder has no delivery channel");
    const faults = recording.flatMap((status) => faultOf(status, now) ?? []);
    if (faults[0] !== undefined && faults.length === recording.length) return fail(`its configuration recorder ${faults[0]}`);
    const { aggregator } = settings;
    const isTied = aggregators.some((one) => one.account === aggregator?.account && one.region === (aggregator.region ?? one.region));
    const pending = recording.filter(({ lastStatus }) => lastStatus?.toLowerCase() === "pending");
    if (aggregator === undefined || aggregator.account === account.id || isTied)
      return pending.length > 0 ? { status: "pass", evidence: { pending } } : { status: "pass" };
    return fail(`account ${aggregator.account} is not authorized to aggregate its configuration`, { aggregators });
  },
});
