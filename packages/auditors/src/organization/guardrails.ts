import { defineAuditor } from "@plumbline/audit-kit/define";
import { organization } from "@plumbline/collectors/organization";

/**
 * Fails while an account has no service or resource control policy above it but AWS's own, which allows all. What is attached counts at the
 * root, at the units directly below it, and at accounts that are in none; what a policy says is left to a person.
 */
export const organizationGuardrails = defineAuditor({
  id: "organization/guardrails",
  title: "Control policies limit every account of the organization",
  severity: "high",
  source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_authorization_policies.html",
  subject: organization,
  needs: ["guardrails", "units"],
  onRequest: true,
  evaluate({ facts: { features, managementAccount, guardrails, units } }) {
    const { enabled, policies } = guardrails;
    if (features !== "ALL") return { status: "fail", reason: "the organization has no policies", evidence: { features } };
    if (enabled.length === 0) return { status: "fail", reason: "no control policies are enabled", evidence: { enabled } };
    const targets = new Set(policies.flatMap((policy) => policy.targets));
    const attached = policies.filter((policy) => policy.targets.length > 0).map(({ name, type }) => ({ name, type }));
    // No control policy limits the management account. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    const below = [...units.units.map(({ id }) => id), ...units.accounts.filter((id) => id !== managementAccount)];
    const free = targets.has(units.root) ? [] : below.filter((id) => !targets.has(id));
    if (attached.length === 0)
      return { status: "fail", reason: "no control policy of its own is attached", evidence: { enabled, policies } };
    if (free.length === 0) return { status: "pass", evidence: { attached } };
    return { status: "fail", reason: `no control policy of its own above ${free.join(", ")}`, evidence: { attached, free } };
  },
});
