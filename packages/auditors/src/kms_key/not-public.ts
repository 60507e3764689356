import { cure, defineAuditor, type Facts } from "@plumbline/audit-kit/define";
import { kmsKeyPolicy } from "@plumbline/changes/kms_key/policy";
import { kmsKey } from "@plumbline/collectors/kms_key";
import { restrictToAccount } from "@plumbline/collectors/policy/public-statements";
import { granteesTell, lostGrants } from "../judge/lost-grants.ts";
import { boundByHand, deputyStatements, judgeDeputies, openStatements, placeOf } from "../judge/policy.ts";

const kmsPlaceOf = (input: Parameters<typeof placeOf>[0]) => ({ ...placeOf(input), service: "kms" });

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const untouchable: Readonly<Record<string, string>> = {
  PendingDeletion: "it is to be deleted; cancel that if its policy shall be changed",
  PendingReplicaDeletion: "it is to be deleted once its replicas are; cancel that if its policy shall be changed",
  Creating: "AWS is still making it; the next run can change it",
  Updating: "AWS is still updating it; the next run can change it",
};
const reasonToWait = ({ metadata }: Facts<typeof kmsKey, "metadata">): string | undefined =>
  Object.hasOwn(untouchable, metadata.state) ? untouchable[metadata.state] : undefined;

/**
 * The keys of a customer, in whatever state: a disabled key can be enabled, one to be deleted can be kept. Judged by the key policy
 * alone: grants name their principals. Anonymous calls do not reach KMS, so `*` means anyone with an AWS account. A key that a service
 * may use for anyone fails at a lower severity.
 */
export const kmsKeyNotPublic = defineAuditor({
  id: "kms_key/not-public",
  title: "No KMS key is public",
  severity: "critical",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
  subject: kmsKey,
  needs: ["metadata", "policy"],
  evaluate(input) {
    if (input.facts.metadata.managedBy === "AWS") return { status: "not-applicable", reason: "AWS manages it and its policy" };
    const { policy, metadata } = input.facts;
    const statements = openStatements(policy, kmsPlaceOf(input));
    if (statements.length === 0) return judgeDeputies(deputyStatements(policy, kmsPlaceOf(input)));
    return { status: "fail", reason: "its policy lets anyone in", evidence: { statements, state: metadata.state } };
  },
  remediation: {
    summary: "Limits the statements that let anyone in to the own account, by whose IAM policies access then goes; conditions stay.",
    changes: [kmsKeyPolicy],
    blastRadius: {
      tells: granteesTell,
      untold: "what is encrypted with it",
      of(input) {
        const { policy } = input.facts;
        return { affected: lostGrants(policy, restrictToAccount(policy, kmsPlaceOf(input)), kmsPlaceOf(input)) };
      },
    },
    plan(input) {
      const wait = reasonToWait(input.facts);
      if (wait !== undefined) return { none: wait };
      if (openStatements(input.facts.policy, kmsPlaceOf(input)).length === 0) return boundByHand;
      const replica = input.facts.metadata.multiRegion === null ? "" : "; the policies of its replicas are their own";
      const note = `other accounts that use the key without being named in its policy lose it${replica}`;
      return cure(kmsKeyPolicy.to(restrictToAccount(input.facts.policy, kmsPlaceOf(input)), { note }));
    },
  },
});
